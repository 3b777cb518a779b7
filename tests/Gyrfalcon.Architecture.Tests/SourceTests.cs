using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>Rules that hold for files, whatever is in them. What must not be called is for BannedSymbols.txt.</summary>
public sealed class SourceTests
{
    private const int LongestFile = 600;
    private const int MedianFile = 120;

    private static readonly string[] HotPath =
    [
        "src/Gyrfalcon.Engine/", "src/Gyrfalcon.Http/",
        "src/Gyrfalcon.Proxy/Exchanges/", "src/Gyrfalcon.Proxy/Downstream/", "src/Gyrfalcon.Proxy/Routing/", "src/Gyrfalcon.Proxy/Balancing/",
    ];

    private static readonly string[] EmptyNames = ["Internal", "Common", "Utilities", "Utils", "Helpers", "Misc"];

    [Fact]
    public void NoFileIsTooLong()
        => Rule.Holds(Repository.Files.Where(static path => path.EndsWith(".cs", StringComparison.Ordinal)).Where(static path => LinesOf(path) > LongestFile));

    [Fact]
    public void TheMedianFileIsShort()
    {
        int[] lines = [.. Repository.Sources.Select(LinesOf).Order()];
        Assert.InRange(lines[lines.Length / 2], 1, MedianFile);
    }

    [Fact]
    public void NoFolderHasANameThatSaysNothing()
        => Rule.Holds(Repository.Files.Where(static path => path.Split('/')[..^1].Intersect(EmptyNames, StringComparer.OrdinalIgnoreCase).Any()));

    [Fact]
    public void NoTypeHasANameThatSaysNothing()
        => Rule.Holds(Product.Assemblies.SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => Product.Assemblies.Contains(type.Assembly) && type.Namespace?.StartsWith("Gyrfalcon", StringComparison.Ordinal) == true)
            .Select(static type => type.Name)
            .Where(static name => Regex.IsMatch(name, "(Manager|Helper|Helpers|Util|Utils|Utilities)$")));

    /// <summary>Partial is for what a generator completes: the declarations of system calls, and of what is written as JSON.</summary>
    [Fact]
    public void PartialIsForGeneratedCode()
    {
        IEnumerable<string> partial = Repository.Sources.Where(static path => Regex.IsMatch(Repository.Read(path), @"\bpartial\s+(class|struct|record|interface)\b"));
        Assert.All(partial, static path =>
        {
            bool isNative = path.StartsWith("src/Gyrfalcon.Engine/Native/", StringComparison.Ordinal);
            Assert.Contains(isNative ? "[LibraryImport(" : "[JsonSerializable(", Repository.Read(path), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void TheHotPathHasNoLocksAndNoLinq()
        => Rule.Holds(Repository.Sources
            .Where(static path => HotPath.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)))
            .Where(static path => Regex.IsMatch(Repository.Read(path), @"\block\s*\(|^using System\.Linq;|\.AsParallel\(", RegexOptions.Multiline)));

    [Fact]
    public void EveryHotFolderExists() => Assert.All(HotPath, static folder => Assert.True(Repository.Exists(folder), folder));

    [Fact]
    public void NothingIsAsyncVoid()
        => Rule.Holds(Product.Assemblies
            .SelectMany(static assembly => assembly.GetTypes())
            .SelectMany(static type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(static method => method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            .Select(static method => $"{method.DeclaringType}.{method.Name}"));

    /// <summary>What is needed to build, read and change the product is in the repository; notes kept beside it are not part of it.</summary>
    [Fact]
    public void NothingRefersToFilesOutsideOfTheRepository()
    {
        string folder = "sha" + "red";
        var outside = new Regex($@"\.\./{folder}\b|/work/{folder}\b|\b{folder}/design\b");
        Rule.Holds(Repository.Files.Where(path => outside.IsMatch(Repository.Read(path))));
    }

    private static int LinesOf(string path) => File.ReadLines(Repository.FullPath(path)).Count();
}
