using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Hosting;

/// <summary>
/// Creates a service of the host for each call, in its own service scope, so that it can use scoped services such as a database context.
/// </summary>
internal sealed class PerCall<T>(IServiceScopeFactory scopes, Func<IServiceProvider, T> make)
{
    internal async Task<TResult> CallAsync<TResult>(Func<T, Task<TResult>> call)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
            return await call(make(scope.ServiceProvider)).ConfigureAwait(false);
    }

    internal TResult Ask<TResult>(Func<T, TResult> ask)
    {
        using var scope = scopes.CreateScope();
        return ask(make(scope.ServiceProvider));
    }
}

/// <summary>A channel that is created for each call. Its properties are read once.</summary>
internal class PerCallChannel : IMessageChannel
{
    private readonly PerCall<IMessageChannel> _channel;

    protected PerCallChannel(PerCall<IMessageChannel> channel)
    {
        _channel = channel;
        (Channel, IsIdempotent, MaxConcurrency) =
            _channel.Ask(channel => (channel.Channel, channel.IsIdempotent, channel.MaxConcurrency));
    }

    /// <summary>Wraps a channel; one that takes batches stays one.</summary>
    internal static PerCallChannel Of(IServiceScopeFactory scopes, Func<IServiceProvider, IMessageChannel> make)
    {
        var channel = new PerCall<IMessageChannel>(scopes, make);
        return channel.Ask(asked => (asked as IBatchMessageChannel)?.MaxBatchSize) is { } maxBatchSize
            ? new PerCallBatchChannel(channel, maxBatchSize) : new PerCallChannel(channel);
    }

    public Channel Channel { get; }

    public bool IsIdempotent { get; }

    public int MaxConcurrency { get; }

    public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default) =>
        _channel.CallAsync(channel => channel.SendAsync(message, cancellationToken));
}

/// <summary>A channel for batches that is created for each call.</summary>
internal sealed class PerCallBatchChannel(PerCall<IMessageChannel> channel, int maxBatchSize) : PerCallChannel(channel), IBatchMessageChannel
{
    private readonly PerCall<IMessageChannel> _channel = channel;

    public int MaxBatchSize => maxBatchSize;

    public Task<IReadOnlyList<DeliveryResult>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken = default) =>
        _channel.CallAsync(made => ((IBatchMessageChannel)made).SendAsync(messages, cancellationToken));
}

internal sealed class PerCallIssuer(IServiceScopeFactory scopes, Func<IServiceProvider, IVoucherIssuer> make) : IVoucherIssuer
{
    private readonly PerCall<IVoucherIssuer> _issuer = new(scopes, make);

    public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken = default) =>
        _issuer.CallAsync(issuer => issuer.IssueAsync(request, cancellationToken));
}

internal sealed class PerCallRecommender(IServiceScopeFactory scopes, Func<IServiceProvider, IRecommender> make) : IRecommender
{
    private readonly PerCall<IRecommender> _recommender = new(scopes, make);

    public Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
        IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default) =>
        _recommender.CallAsync(recommender => recommender.RecommendAsync(requests, cancellationToken));
}

internal sealed class PerCallCatalog(IServiceScopeFactory scopes, Func<IServiceProvider, IProductCatalog> make) : IProductCatalog
{
    private readonly PerCall<IProductCatalog> _catalog = new(scopes, make);

    public Task<IReadOnlyDictionary<ProductId, Product>> FindAsync(
        IReadOnlyCollection<ProductId> ids, CancellationToken cancellationToken = default) =>
        _catalog.CallAsync(catalog => catalog.FindAsync(ids, cancellationToken));

    public Task<IReadOnlyList<Product>> OfCategoriesAsync(
        IReadOnlyCollection<string> categories, CancellationToken cancellationToken = default) =>
        _catalog.CallAsync(catalog => catalog.OfCategoriesAsync(categories, cancellationToken));
}

internal sealed class PerCallAttachments(IServiceScopeFactory scopes, Func<IServiceProvider, IAttachmentResolver> make) : IAttachmentResolver
{
    private readonly PerCall<IAttachmentResolver> _resolver = new(scopes, make);

    public Task<Attachment?> ResolveAsync(AttachmentRequest request, CancellationToken cancellationToken = default) =>
        _resolver.CallAsync(resolver => resolver.ResolveAsync(request, cancellationToken));
}
