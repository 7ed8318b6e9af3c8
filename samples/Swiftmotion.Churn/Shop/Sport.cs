namespace Swiftmotion.Churn;

/// <summary>What customers buy for; who runs buys running shoes and the socks that go with them.</summary>
internal enum Sport
{
    Running,
    Trail,
    Fitness,
    Yoga,
    Cycling,
    Swimming,
    Hiking,
    Football,
}
