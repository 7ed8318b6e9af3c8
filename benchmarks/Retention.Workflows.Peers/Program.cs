using System.Globalization;
using Retention.Workflows.Benchmarks;
using Retention.Workflows.Peers;

// dotnet run -c Release -- [journeys] [peer ...]
var journeys = args is [var number, ..] && int.TryParse(number, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var asked)
    ? asked : 20_000;
var words = args.Skip(args.Length > 0 && char.IsAsciiDigit(args[0][0]) ? 1 : 0).ToList();
(string Word, Func<Contender> Create)[] all =
[
    ("ours", static () => new OursContender()),
    ("graphile-worker", static () => new GraphileBatches()),
    ("graphile-worker", static () => new GraphileJobs()),
    ("pg-boss", static () => new PgBoss()),
    ("wolverine", static () => new WolverinePeer()),
    ("hangfire", static () => new HangfirePeer()),
    ("quartz", static () => new QuartzPeer()),
    ("dbos", static () => new Dbos()),
];
if (words.Find(word => all.All(contender => contender.Word != word)) is { } unknown)
{
    Console.Error.WriteLine($"'{unknown}' is no peer. Peers: {string.Join(' ', all.Select(static contender => contender.Word).Distinct())}");
    return 2;
}

await using var server = PeerServer.Start();
Report.Machine(server.Description);
var results = new List<PeerResult>();
foreach (var (word, create) in all.Where(contender => words.Count == 0 || contender.Word == "ours" || words.Contains(contender.Word)))
{
    var result = await new PeerRun(server, create, journeys).RunAsync();
    results.Add(result);
    Console.Error.WriteLine($"{word}: {result.Problem ?? $"{result.Journeys} journeys in {result.Whole!.Elapsed.TotalSeconds:0.0} s"}");
}

PeerTable.Print(results);
return results.Exists(static result => result.Problem is not null) ? 1 : 0;
