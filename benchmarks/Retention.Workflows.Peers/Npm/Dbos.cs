namespace Retention.Workflows.Peers;

/// <summary>DBOS with a durable workflow for each customer.</summary>
internal sealed class Dbos : NodePeer
{
    internal override string Name => "DBOS, a workflow for each customer";

    internal override double Share => 0.1;

    internal override int SurelyASecond => 60;

    private protected override string[] Script => ["dbos.mjs"];

    private protected override string WaitingSql =>
        """
        SELECT count(*) FROM dbos.operation_outputs o JOIN dbos.workflow_status w USING (workflow_uuid)
        WHERE o.function_name = 'DBOS.sleep' AND w.status = 'PENDING'
        """;
}
