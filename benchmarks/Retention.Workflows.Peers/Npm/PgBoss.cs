namespace Retention.Workflows.Peers;

/// <summary>pg-boss with a job for each customer. It takes, inserts and completes a thousand jobs at a time.</summary>
internal sealed class PgBoss : NodePeer
{
    internal override string Name => "pg-boss, a job for each customer, 1,000 at a time";

    internal override int SurelyASecond => 2000;

    private protected override string[] Script => ["pgboss.mjs"];

    private protected override string WaitingSql => "SELECT count(*) FROM pgboss.job WHERE name = 'decide' AND state = 'created'";
}
