using System.Text.RegularExpressions;

namespace Retention.Workflows.Architecture.Tests.Words;

/// <summary>Words of an earlier private dialect, which the field's terms replaced. The glossary has the terms.</summary>
internal static partial class AvoidedWords
{
    /// <summary>Whole identifiers that no source may declare or use, in any case and with any leading underscore.</summary>
    internal static IReadOnlySet<string> Identifiers { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "Agenda", "AgendaLook", "AheadOfTime", "AsKept", "AwaitFate", "AwaitFates", "BatchAdvance", "Calling", "CapLedger",
        "CarefulQuestion", "ChannelGovernor", "CheaperThanCart", "Cure", "Cures", "CustomerAnswer", "Dearer", "DearerThanCart",
        "Departure", "DispatchGate", "DraftWishes", "DueAdvance", "EngineBell", "EngineRound", "EventAnswer", "EventsAhead", "Farewell",
        "Fate", "Fates", "GateAnswer", "Guide", "Handful", "Handfuls", "Happened", "LedBy", "Leftover", "Leftovers", "LoopRhythm",
        "Mend", "Occasion", "Occasions", "OldestTrigger", "OtherwiseBy", "OutcomeBook", "OutsideDesk", "Park", "Parked", "Passage",
        "PassedOver", "Politeness", "ReadOfAsync", "Ring", "ShopFailure", "ShopPatience", "ShownGoods", "Spot", "StepFace",
        "TakeNumbers", "Tale", "Tales", "Told", "Traveller", "Travellers", "TurnOver", "TurnOverAsync", "Upkeep", "VoucherDesk", "Wish",
        "Wishes",
    };

    /// <summary>What no comment, text or page may say.</summary>
    [GeneratedRegex(
        @"\b(handfuls?|travellers?|farewells?|fates?|mend(s|ed|ing)?|tales?|desks?|upkeep|agendas?)\b|who is inside|is good no more",
        RegexOptions.IgnoreCase)]
    internal static partial Regex Prose();
}
