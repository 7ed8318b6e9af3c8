namespace Retention.Workflows.Segments;

/// <summary>What scoring needs of a customer. Sixteen adjacent bytes, so that a row touches one cache line instead of three.</summary>
internal struct Tally
{
    internal long Units;
    internal int LastDay;
    internal int Count;

    /// <summary>The last day of a buyer.</summary>
    internal readonly struct Recency : IMeasure<Tally, int>
    {
        public static bool Counts(in Tally row) => row.Count > 0;

        public static int Of(in Tally row) => row.LastDay;
    }

    /// <summary>The number of purchases of a buyer.</summary>
    internal readonly struct Frequency : IMeasure<Tally, int>
    {
        public static bool Counts(in Tally row) => row.Count > 0;

        public static int Of(in Tally row) => row.Count;
    }

    /// <summary>The net amount of a buyer in ten-thousandths.</summary>
    internal readonly struct Monetary : IMeasure<Tally, long>
    {
        public static bool Counts(in Tally row) => row.Count > 0;

        public static long Of(in Tally row) => row.Units;
    }
}
