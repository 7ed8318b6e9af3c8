using System.Text;

namespace Retention.Workflows.Import.Tests;

public sealed class CsvWriterTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(" blank", "\" blank\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("\uff1d1", "'\uff1d1")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("+420601123456", "+420601123456")]
    [InlineData("-", "'-")]
    [InlineData("-1.2.3", "'-1.2.3")]
    [InlineData("12", "12")]
    public void A_cell_is_quoted_where_needed_and_never_a_formula(string cell, string written) => Write(cell).Should().Be(written + "\r\n");

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void What_is_written_is_read_back(char separator)
    {
        string[] names = ["plain", "a,b;c\td|e", "say \"hi\"", "two\r\nlines", "=HYPERLINK(1)", "-2+3", "@x", "'quoted'"];
        using var text = new StringWriter();
        var csv = new CsvWriter(text, separator);
        csv.WriteRow("id", "email", "name");
        foreach (var (index, name) in names.Index())
            csv.WriteRow($"c-{index}", null, name);
        var mapping = new CustomerMapping { Columns = new CustomerColumns { Customer = "id", LastName = "name" }, Format = new CsvFormat { IgnoreOtherColumns = true } };

        var read = CustomerCsv.Open(() => new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "written.csv", mapping)
            .ReadAll(TestContext.Current.CancellationToken);

        read.Select(customer => customer.LastName).Should().Equal(names);
    }

    [Fact]
    public void Another_separator_is_refused()
    {
        var making = () => new CsvWriter(TextWriter.Null, ':');

        making.Should().Throw<ArgumentException>();
    }

    private static string Write(params string[] cells)
    {
        using var text = new StringWriter();
        new CsvWriter(text).WriteRow(cells);
        return text.ToString();
    }
}
