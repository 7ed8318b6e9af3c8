namespace Retention.Workflows.Sqlite;

/// <summary>When a commit may be answered.</summary>
public enum SqliteSynchronous
{
    /// <summary>When the operating system says that the disk has it: what was committed survives a power cut.</summary>
    Full = 0,

    /// <summary>
    /// When the operating system has it: what was committed survives the death of the process, but the last commits may be gone
    /// after a power cut. The file itself stays sound. For tests, simulations and imports that can be repeated.
    /// </summary>
    Normal = 1,
}
