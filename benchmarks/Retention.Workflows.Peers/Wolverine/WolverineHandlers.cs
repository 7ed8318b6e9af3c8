using Wolverine;

namespace Retention.Workflows.Peers;

/// <summary>The messages and their handlers. Public, because the code that Wolverine generates calls them.</summary>
public static class WolverineHandlers
{
    /// <summary>Sends the offer, and schedules what follows the wait.</summary>
    public static async Task Handle(Enter[] messages, IMessageContext context, IShop shop)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(shop);
        await shop.OfferAsync([.. messages.Select(static message => message.Customer)]);
        foreach (var message in messages)
            await context.ScheduleAsync(new Resume(message.Customer), message.At);
    }

    /// <summary>Asks, issues the voucher, sends and ends.</summary>
    public static Task Handle(Resume[] messages, IShop shop)
    {
        ArgumentNullException.ThrowIfNull(shop);
        return shop.DecideAsync([.. messages.Select(static message => message.Customer)]);
    }

    /// <summary>A customer enters.</summary>
    public sealed record Enter(string Customer, DateTimeOffset At);

    /// <summary>A customer goes on after the wait.</summary>
    public sealed record Resume(string Customer);

    /// <summary>The shop's tables.</summary>
    public interface IShop
    {
        /// <summary>Sends the offer.</summary>
        Task OfferAsync(string[] customers);

        /// <summary>Asks, issues the voucher, sends and ends.</summary>
        Task DecideAsync(string[] customers);
    }
}
