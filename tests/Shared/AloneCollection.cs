namespace Retention.Workflows.Tests.Shared;

/// <summary>
/// Tests of what belongs to the whole process: its memory, its current directory, its environment. They run one after another,
/// and no other test runs beside them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
