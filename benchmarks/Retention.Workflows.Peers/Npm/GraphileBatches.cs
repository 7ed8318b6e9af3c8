namespace Retention.Workflows.Peers;

/// <summary>graphile-worker with a job for every thousand customers, who fail and are retried together.</summary>
internal sealed class GraphileBatches : NodePeer
{
    internal override string Name => "graphile-worker, a job for 1,000 customers";

    internal override int SurelyASecond => 4000;

    private protected override string LeavesOutToo => ", a state for each customer";

    private protected override string[] Script => ["graphile.mjs", "batches"];

    private protected override string WaitingSql =>
        "SELECT coalesce(sum(json_array_length(payload -> 'customers')), 0) FROM graphile_worker._private_jobs WHERE run_at > now()";
}
