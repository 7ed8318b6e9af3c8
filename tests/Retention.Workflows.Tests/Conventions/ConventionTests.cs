using System.Reflection;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Conventions;

/// <summary>The conventions of this repository, checked against the assemblies.</summary>
public sealed class ConventionTests
{
    private static readonly Assembly[] Libraries =
    [
        typeof(Customer).Assembly, typeof(SqliteStoreBuilderExtensions).Assembly, typeof(PostgreSqlStoreBuilderExtensions).Assembly,
        typeof(ChannelBuilderExtensions).Assembly,
        typeof(EmailBuilderExtensions).Assembly,
        typeof(Import.OrderCsv).Assembly,
        typeof(JourneyHarness).Assembly,
    ];

    [Fact]
    public void Public_async_methods_end_in_Async_and_take_a_token_last()
    {
        // The harness and the contracts hold one token for all calls, so that tests read without one.
        var exempt = new HashSet<string> { nameof(JourneyHarness), "RetentionStoreContract", "VoucherIssuerContract" };
        var wrong = from type in Libraries.SelectMany(library => library.GetExportedTypes())
                    where !exempt.Contains(type.Name)
                    from method in type.GetMethods(
                        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    where typeof(Task).IsAssignableFrom(method.ReturnType)
                    where !method.Name.EndsWith("Async", StringComparison.Ordinal)
                        || method.GetParameters() is not [.., { ParameterType.Name: nameof(CancellationToken) }]
                    select $"{type.Name}.{method.Name}";

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Classes_without_a_planned_subclass_are_sealed()
    {
        var open = from type in Libraries.SelectMany(library => library.GetTypes())
                   where type is { IsClass: true, IsAbstract: false, IsSealed: false } && !typeof(Delegate).IsAssignableFrom(type)
                       && !type.Name.Contains('<', StringComparison.Ordinal)
                   where !Libraries.SelectMany(library => library.GetTypes()).Any(other => other.BaseType == type)
                   select type.FullName;

        open.Should().BeEmpty();
    }

    [Fact]
    public void Log_events_have_unique_numbers_in_their_rooms_range()
    {
        var numbers = (from type in Libraries.SelectMany(library => library.GetTypes())
                       from method in type.GetMethods(
                           BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                       let message = method.GetCustomAttribute<LoggerMessageAttribute>()
                       where message is not null
                       select message.EventId).ToList();

        numbers.Should().OnlyHaveUniqueItems().And.NotBeEmpty();
        numbers.Should().OnlyContain(number => number >= 1001 && number <= 5999);
    }

    public static TheoryData<string> Packages => [.. Libraries.Select(library => library.GetName().Name!)];

    /// <summary>A change of a package's public API appears as a change of an approved text, and a reviewer sees it.</summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_api_of_a_package_is_approved(string package) =>
        Approved.ShouldBe(PublicApi.Of(Libraries.Single(library => library.GetName().Name == package)), $"{package}.txt");

    [Theory]
    [InlineData(
        "Retention.Workflows",
        "Microsoft.Extensions.DependencyInjection.Abstractions,Microsoft.Extensions.Diagnostics.HealthChecks,Microsoft.Extensions.Hosting.Abstractions,Microsoft.Extensions.Logging.Abstractions,Microsoft.Extensions.Options")]
    [InlineData("Retention.Workflows.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3")]
    [InlineData("Retention.Workflows.PostgreSql", "Npgsql")]
    [InlineData("Retention.Workflows.Channels", "Handlebars.Net,Microsoft.Extensions.Http,PreMailer.Net,libphonenumber-csharp")]
    [InlineData("Retention.Workflows.Email", "MailKit")]
    [InlineData("Retention.Workflows.Import", "Sylvan.Data.Csv")]
    [InlineData("Retention.Workflows.Testing", "Microsoft.Extensions.DependencyInjection")]
    public void A_package_depends_on_what_the_design_allows(string package, string allowed)
    {
        var project = Path.Combine(Repository.Root, "src", package, $"{package}.csproj");

        var references = XDocument.Load(project).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

        references.Should().BeSubsetOf(allowed.Split(','));
    }
}
