namespace Retention.Workflows.Recommendations;

/// <summary>How <see cref="PurchaseRecommender"/> learns.</summary>
public sealed class PurchaseRecommenderOptions
{
    /// <summary>How long a model is used before new purchases are read.</summary>
    /// <value>0 or more; default one hour.</value>
    /// <remarks>Reading costs a short transaction per partition, and one page per thousand new purchases.</remarks>
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many products are kept per product as bought together with it.</summary>
    /// <value>1 to 1,000; default 50.</value>
    /// <remarks>Raise it for shops whose orders have many different products. Memory is at most about 50 bytes times this, times the number
    /// of products.</remarks>
    public int MaxPartners { get; set; } = CoPurchaseModel.DefaultMaxPartners;

    /// <summary>Returns all problems, one sentence each that names the property; empty if there are none.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (RefreshEvery < TimeSpan.Zero)
            problems.Add("PurchaseRecommenderOptions.RefreshEvery: must not be negative.");
        if (MaxPartners is < 1 or > 1_000)
            problems.Add("PurchaseRecommenderOptions.MaxPartners: must be 1 to 1,000.");
        return problems;
    }
}
