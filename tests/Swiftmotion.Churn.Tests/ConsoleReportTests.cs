using Retention.Workflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;

namespace Swiftmotion.Churn.Tests;

public sealed class ConsoleReportTests
{
    [Fact]
    public void The_report_fits_into_eighty_columns_and_has_no_control_characters_when_redirected()
    {
        var text = Written(Report());

        text.Split('\n').Should().OnlyContain(line => line.TrimEnd().Length <= 80);
        text.Where(character => char.IsControl(character) && character is not '\n').Should().BeEmpty();
        text.Should().Contain("Months").And.Contain("2025-08").And.Contain("voucher-mail").And.Contain("comeback-20").And
            .Contain("no-address 2").And.Contain("12,345.60");
    }

    [Fact]
    public void Names_that_look_like_markup_are_shown_unchanged()
    {
        Written(Report(), "[red]shop[/]").Should().Contain("[red]shop[/]");
    }

    [Fact]
    public async Task Progress_in_a_file_is_one_line_for_every_tenth()
    {
        using var output = new StringWriter();

        await ProgressLine.RunAsync(SampleConsole.Plain(output), "Replaying", progress =>
        {
            for (var step = 0; step <= 1000; step++)
                progress.Report(new ProgressMark(step / 1000.0, "2025"));
            return Task.CompletedTask;
        });

        output.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(11).And
            .StartWith("Replaying 0 % 2025").And.EndWith("Replaying 100 % 2025");
    }

    private static string Written(JourneyReport report, string? shop = null)
    {
        using var output = new StringWriter();
        ConsoleReport.Write(SampleConsole.Plain(output), shop is null
            ? report : JourneyReport.Create(report.Definition, [], report.Facts with { Shop = new ShopProfile { Name = shop } }));
        return output.ToString().ReplaceLineEndings("\n");
    }

    private static JourneyReport Report()
    {
        var definition = new JourneyDefinition
        {
            Name = new JourneyName("swiftmotion-churn"),
            Enrollment = new EnrollmentRule(),
            Steps =
            [
                new SendStep { Name = "voucher-mail", Channel = Channel.Email, Template = "voucher" },
                new IfStep { Name = "a-rather-long-name-of-a-step-that-goes-on-and-on-for-sixty-chars",
                    Condition = new AddressCondition(Channel.Sms), Then = [new ExitStep { Name = "left" }] },
            ],
        };
        return JourneyReport.Create(
            definition,
            [
                Counter("", JourneyMeasures.Entered, "about-to-sleep", 123_456),
                Counter("voucher-mail", JourneyMeasures.Came, "", 100_000),
                Counter("voucher-mail", JourneyMeasures.Sent, "email", 99_998),
                Counter("voucher-mail", JourneyMeasures.NotSent, "email:no-address", 2),
                Counter("voucher-mail", JourneyMeasures.Sent, "sms", 99_998),
                Counter("voucher-mail", JourneyMeasures.VoucherIssued, "comeback-20", 99_998),
                Counter("", JourneyMeasures.VoucherRedeemed, "comeback-20", 12_345) with { Amount = 12_345.6m },
                Counter("", JourneyMeasures.Converted, "contacted", 12_345) with { Amount = 1_234_567.89m },
            ],
            new JourneyReportFacts { From = new DateOnly(2025, 7, 1), To = new DateOnly(2026, 6, 30), Shop = SwiftmotionShop.Profile,
                Customers = 5_000, Purchases = 20_000, Notes = ["Opens follow a model."] });
    }

    private static JourneyCounter Counter(string step, string measure, string detail, long count) => new()
    {
        Journey = new JourneyName("swiftmotion-churn"),
        Version = 1,
        Day = new DateOnly(2025, 8, 1),
        Step = step,
        Measure = measure,
        Detail = detail,
        Count = count,
    };
}
