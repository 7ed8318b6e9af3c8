namespace Swiftmotion.Churn;

/// <summary>The sport that a customer buys for; a runner buys running shoes and the socks that go with them.</summary>
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
