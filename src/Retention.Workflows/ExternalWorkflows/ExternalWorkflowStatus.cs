namespace Retention.Workflows.ExternalWorkflows;

/// <summary>The status of a workflow that its engine has stored.</summary>
public enum ExternalWorkflowStatus
{
    /// <summary>It finished.</summary>
    Finished = 0,

    /// <summary>It waits for something in its own engine.</summary>
    Waiting = 1,

    /// <summary>It failed and does not continue by itself.</summary>
    Failed = 2,

    /// <summary>It was cancelled.</summary>
    Cancelled = 3,
}
