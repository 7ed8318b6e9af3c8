namespace Retention.Workflows.Peers;

/// <summary>graphile-worker with a job for each customer. It takes and completes many jobs at a time.</summary>
internal sealed class GraphileJobs : NodePeer
{
    internal override string Name => "graphile-worker, a job for each customer";

    internal override double Share => 0.3;

    internal override int SurelyASecond => 300;

    private protected override string[] Script => ["graphile.mjs", "jobs"];

    private protected override string WaitingSql => "SELECT count(*) FROM graphile_worker._private_jobs WHERE run_at > now()";
}
