namespace Retention.Workflows.Replay;

/// <summary>The length of the periods of a report.</summary>
public enum ReportUnit
{
    /// <summary>Days; for reports of at most 31 days.</summary>
    Day = 0,

    /// <summary>Weeks that begin on Monday; for reports of at most 13 weeks.</summary>
    Week = 1,

    /// <summary>Calendar months; for longer reports.</summary>
    Month = 2,
}
