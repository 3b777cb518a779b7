using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Gyrfalcon.Http;
using Xunit;

namespace Gyrfalcon.Admin.Tests;

/// <summary>The page that is committed was built from the sources that are.</summary>
public sealed class DashboardBuildTests
{
    private const int MostBytes = 150 * 1024;

    /// <summary>The same as in dashboard/build.mjs.</summary>
    private static readonly string[] Sources = ["build.mjs", "index.html", "package-lock.json", "package.json", "public", "src", "tsconfig.json", "vite.config.ts"];

    private static readonly string Root = Path.Combine(Find(), "dashboard");

    [Fact]
    public void The_committed_build_is_of_the_committed_sources()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in Sources.SelectMany(Below).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n"));
            hash.AppendData(File.ReadAllBytes(Path.Combine(Root, path)));
        }

        string built = File.ReadAllText(Path.Combine(Root, "dist", "sources.sha256")).Trim();
        Assert.True(built == Convert.ToHexStringLower(hash.GetHashAndReset()), "dashboard/dist is of other sources: run `node build.mjs` in dashboard/, and commit dist/.");
    }

    [Fact]
    public void It_knows_the_meaning_of_every_fault()
    {
        string known = File.ReadAllText(Path.Combine(Root, "src", "faults.ts"));
        Assert.All(Enum.GetValues<FaultKind>().Where(static kind => kind != FaultKind.None), kind => Assert.Contains($"  '{FaultTable.Of(kind).LogCode}': '", known, StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_small() => Assert.InRange(Directory.GetFiles(Path.Combine(Root, "dist"), "*.gz", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length), 10_000, MostBytes);

    [Fact]
    public void It_names_no_other_host()
        => Assert.All(new[] { "index.html", "assets/app.js", "assets/index.css" }, static file => Assert.DoesNotMatch(@"https?://(?!www\.w3\.org/)[a-z]", File.ReadAllText(Path.Combine(Root, "dist", file))));

    private static IEnumerable<string> Below(string path)
        => Directory.Exists(Path.Combine(Root, path))
            ? Directory.EnumerateFiles(Path.Combine(Root, path), "*", SearchOption.AllDirectories).Select(static file => Path.GetRelativePath(Root, file))
            : [path];

    private static string Find()
    {
        DirectoryInfo at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Gyrfalcon.slnx"))) at = at.Parent ?? throw new InvalidOperationException("the tests run outside of the repository");
        return at.FullName;
    }
}
