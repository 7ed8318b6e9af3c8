using System.Reflection;
using Retention.Workflows.Tests.Conventions;

namespace Retention.Workflows.Elsa.Runtime.Tests.Conventions;

/// <summary>The conventions of the packages for Elsa, checked against the assemblies.</summary>
public sealed class ConventionTests
{
    private static readonly Assembly[] Libraries = [typeof(JourneyActivity).Assembly, typeof(CustomerJourneysFeature).Assembly];

    public static TheoryData<string> Packages => [.. Libraries.Select(library => library.GetName().Name!)];

    /// <summary>A change of a package's public API appears as a change of an approved text, and a reviewer sees it.</summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_api_of_a_package_is_approved(string package) =>
        Approved.ShouldBe(PublicApi.Of(Libraries.Single(library => library.GetName().Name == package)), $"{package}.txt");
}
