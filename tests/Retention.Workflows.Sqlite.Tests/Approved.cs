using System.Runtime.CompilerServices;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>Compares a text with the one that was approved; <c>APPROVE=1 dotnet test</c> accepts the new one.</summary>
internal static class Approved
{
    internal static void Match(string name, string text, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, "Approved", name);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        text.Should().Be(approved, $"Approved/{name} says so; APPROVE=1 accepts what is new");
    }
}
