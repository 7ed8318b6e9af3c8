namespace Retention.Workflows.Journeys;

/// <summary>Puts other steps into the branches of a step.</summary>
internal static class StepBranches
{
    /// <param name="step">The step.</param>
    /// <param name="of">What a branch holds, by its label.</param>
    internal static JourneyStep With(JourneyStep step, Func<string, IReadOnlyList<JourneyStep>> of) => step switch
    {
        IfStep choice => choice with { Then = of("then"), Otherwise = of("otherwise") },
        SwitchStep choice => choice with { Cases = [.. choice.Cases.Select(one => one with { Steps = of(one.Name) })], Otherwise = of("otherwise") },
        SplitStep split => split with { Shares = [.. split.Shares.Select(share => share with { Steps = of(share.Name) })] },
        WaitForEventStep wait => wait with { Received = of("received"), TimedOut = of("timeout") },
        RecommendStep recommend => recommend with { Chosen = of("chosen"), None = of("none") },
        SendStep { WaitForDelivery: true } send => send with { WaitForDelivery = true, Sent = of("sent"), Refused = of("refused") },
        RepeatStep repeat => repeat with { Steps = of("again") },
        _ => step,
    };
}
