using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Telemetry;

/// <summary>No family of metrics is left to itself.</summary>
public sealed partial class FamiliesTests
{
    [Fact]
    public void Every_family_is_named_in_a_test_of_the_running_program()
    {
        string here = Path.Combine(Checkout.Root, "tests", "Gyrfalcon.EndToEnd.Tests");
        string[] sources = [.. Directory.EnumerateFiles(here, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "FamiliesTests.cs" && Path.GetRelativePath(here, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .Select(File.ReadAllText)];
        Assert.NotEmpty(Names());
        Assert.Equal([], Names().Where(name => !sources.Any(source => Regex.IsMatch(source, $"{name}(_count|_bucket|_sum)?(?![a-z_])"))));
    }

    /// <summary>The names of all families, as docs/metrics.md has them, which another test keeps in step with the program.</summary>
    internal static IEnumerable<string> Names()
        => File.ReadLines(Path.Combine(Checkout.Root, "docs", "metrics.md")).Select(static line => Row().Match(line)).Where(static match => match.Success).Select(static match => match.Groups["name"].Value);

    [GeneratedRegex("^\\| `(?<name>[a-z_]+)` \\| (counter|gauge|histogram) \\|")]
    private static partial Regex Row();
}
