using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Callouts;

/// <summary>Calls the external handlers of steps: each call in a service scope of its own, with the same key at every attempt.</summary>
internal sealed class ExternalStepCallouts(IServiceScopeFactory scopes, EngineSettings settings, TimeProvider time) : IHostCalls
{
    public bool Handles(Instruction instruction) => settings.ExternalSteps.ContainsKey(instruction.Type.Step);

    public async Task<IReadOnlyList<HostCall>> ReadAsync(
        Batch batch, IReadOnlyList<PendingCallout> pending, CancellationToken cancellationToken)
    {
        var customers = await batch.CustomersAsync(
            [.. pending.Select(one => one.Enrollment.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
        return [.. pending.Select(one => new Call(one, customers.GetValueOrDefault(one.Enrollment.Customer)))];
    }

    public async Task CallAsync(IReadOnlyList<HostCall> calls, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(settings.Options.Delivery.ConcurrencyOf(isIdempotent: false));
        await Task.WhenAll(calls.Cast<Call>().Select(call => CallAsync(call, slots, cancellationToken))).ConfigureAwait(false);
    }

    public Task SaveAsync(Batch batch, Instruction instruction, IReadOnlyList<AnsweredCall> answered, CancellationToken cancellationToken)
    {
        foreach (var (call, run) in answered)
        {
            try
            {
                var outcome = ((Call)call).Outcome;
                run.GoTo(ExternalStepHandlers.PositionOf(instruction, outcome), outcome.Branch);
            }
            catch (StepFailedException exception)
            {
                call.Problem = exception;
            }
        }

        return Task.CompletedTask;
    }

    private async Task CallAsync(Call call, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            call.Outcome = await settings.InTimeAsync(time, token => HandleAsync(call, token), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var limit = settings.Options.Delivery.SendTimeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            call.Problem = new StepFailedException("timeout", $"The handler did not answer within {limit} seconds.", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            call.Problem = exception;
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<StepOutcome> HandleAsync(Call call, CancellationToken cancellationToken)
    {
        var (enrollment, program, instruction) = call.PendingCallout;
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var handler = settings.ExternalSteps[instruction.Type.Step](scope.ServiceProvider);
            return await handler.HandleAsync(
                new StepCall<JourneyStep>
                {
                    Step = instruction.Step,
                    Customer = enrollment.Customer,
                    Description = call.Customer,
                    Journey = enrollment.Journey,
                    Version = program.Version,
                    Enrollment = enrollment.Id,
                    Visit = enrollment.State.Visit,
                    Attempt = enrollment.Attempt + 1,
                    IdempotencyKey = StepKey.Of(enrollment.Id, instruction.Step.Name, enrollment.State.Visit),
                    RequestedAt = enrollment.State.CalledAt!.Value,
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Call(PendingCallout pending, Customer? customer) : HostCall(pending)
    {
        internal Customer? Customer { get; } = customer;

        internal StepOutcome Outcome { get; set; }
    }
}
