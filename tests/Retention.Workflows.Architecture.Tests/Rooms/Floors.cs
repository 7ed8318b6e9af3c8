namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>The floors of each package, from the ground up. A room may use rooms of lower floors only.</summary>
internal static class Floors
{
    /// <summary>The rooms of the core. A room is a folder.</summary>
    internal static IReadOnlyList<string[]> Core { get; } =
    [
        ["Naming"],
        ["Time"],
        ["Customers"],
        ["Events"],
        ["Enrollments", "Recommendations", "Segments"],
        ["Vouchers"],
        ["Conditions", "Messaging"],
        ["Journeys"],
        ["Client", "ExternalWorkflows"],
        ["Storage"],
        ["Engine", "Replay"],
        ["Hosting"],
    ];

    /// <summary>The rooms of the core's engine.</summary>
    internal static IReadOnlyList<string[]> Engine { get; } =
    [
        ["Diagnostics", "Programs"],
        ["Configuration"],
        ["Resilience"],
        ["Batches"],
        ["Privacy", "Vouchering"],
        ["Exits"],
        ["Enrolling", "Segmentation"],
        ["Reactions"],
        ["Execution", "Recommending"],
        ["Delivery", "ExternalWorkflows"],
        ["Callouts", "Ingestion", "Maintenance", "Pausing", "Scheduling", "Versioning"],
        ["Publishing"],
        ["Client", "Worker"],
    ];

    /// <summary>The rooms of the core's journeys; <c>(root)</c> holds what a definition consists of.</summary>
    internal static IReadOnlyList<string[]> Journeys { get; } =
    [
        ["(root)"],
        ["Json"],
        ["Steps"],
        ["Rendering", "Validation"],
        ["Building", "Documents"],
    ];

    /// <summary>The rooms of each package. A package's own folder, <c>(root)</c>, is its top floor.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<string[]>> Packages { get; } = new Dictionary<string, IReadOnlyList<string[]>>
    {
        ["Retention.Workflows"] = Core,
        ["Retention.Workflows.Channels"] =
        [
            ["Addresses", "Http", "Reports", "Templates"],
            ["Sms", "Viber", "Webhook", "WhatsApp"],
            ["Pickup", "Push"],
            ["Registration"],
        ],
        ["Retention.Workflows.Email"] =
        [
            ["Mime"],
            ["Reports"],
            ["Pickup", "Smtp"],
            ["Registration"],
        ],
        ["Retention.Workflows.Tool"] =
        [
            ["Shell"],
            ["Import", "Journeys"],
            ["Replay"],
            ["(root)"],
        ],
        ["Retention.Workflows.Elsa"] =
        [
            ["Designer", "Forms"],
            ["Steps"],
            ["Activities"],
            ["Flowcharts"],
            ["Running"],
            ["(root)"],
        ],
        ["Retention.Workflows.Elsa.Runtime"] =
        [
            ["Triggers"],
            ["Running"],
            ["(root)"],
        ],
        ["Retention.Workflows.Import"] =
        [
            ["Cells", "Csv"],
            ["Mapping", "Reports"],
            ["Columns"],
            ["Customers", "Orders"],
            ["Index"],
            ["(root)"],
        ],
        ["Retention.Workflows.PostgreSql"] =
        [
            ["Configuration"],
            ["Connection"],
            ["Workers"],
            ["Roles", "Schema"],
            ["(root)"],
        ],
        ["Retention.Workflows.Sqlite"] =
        [
            ["Configuration", "Connection"],
            ["Workers"],
            ["Roles", "Schema"],
            ["(root)"],
        ],
        ["Retention.Workflows.Testing"] =
        [
            ["Stores"],
            ["Vouchers"],
            ["(root)"],
        ],
    };
}
