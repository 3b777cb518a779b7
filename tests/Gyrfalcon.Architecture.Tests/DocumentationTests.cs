using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Gyrfalcon.Proxy.Configuration;
using Xunit;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>What the documentation names is there: files that it links to, and types and members of the product.</summary>
public sealed class DocumentationTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Looks like a type, or a type and members: <c>Worker</c>, <c>Worker.Spawn</c>, <c>ValueTask&lt;T&gt;</c>. Not GET, not Content-Length.</summary>
    private static readonly Regex Identifier = new(@"^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(<[A-Za-z<>, ]*>)?(\.[A-Z][A-Za-z0-9]*)*(\(\))?$");

    private static readonly ILookup<string, Type> Types = Product.Assemblies.SelectMany(static assembly => assembly.GetTypes()).ToLookup(static type => type.Name.Split('`')[0]);

    public static TheoryData<string> Documents => new(Repository.Files.Where(static path => path.EndsWith(".md", StringComparison.Ordinal)));

    /// <summary>The documents about the code: in these, a word in code style that looks like a type is one of the product's.</summary>
    public static TheoryData<string> DocumentsAboutCode => new("docs/life-of-a-request.md", "docs/architecture.md");

    [Theory]
    [MemberData(nameof(Documents))]
    public void LinksLeadSomewhere(string document)
    {
        List<string> broken = [];
        foreach (Match link in Regex.Matches(WithoutBlocks(document), @"\]\(([^)#\s]+)(#[^)\s]*)?\)"))
        {
            string target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal)) continue;
            string path = Path.GetRelativePath(Repository.Root, Path.GetFullPath(target, Path.GetDirectoryName(Repository.FullPath(document))!));
            if (!Repository.Exists(path)) broken.Add(target);
        }

        Rule.Holds(broken);
    }

    [Theory]
    [MemberData(nameof(DocumentsAboutCode))]
    public void IdentifiersExist(string document)
    {
        string[] named = [.. Regex.Matches(WithoutBlocks(document), "`([^`\n]+)`").Select(static match => match.Groups[1].Value).Where(static text => Identifier.IsMatch(text)).Distinct()];
        Assert.True(named.Length > 20, "hardly an identifier found: has the form of the document changed?");
        Rule.Holds(named.Where(static name => !Exists(name)));
    }

    [Theory]
    [InlineData("ExchangeRunner", true)]
    [InlineData("Worker.Spawn", true)]
    [InlineData("Worker.Run()", true)]
    [InlineData("ClientConnection.LingerAsync", true)]
    [InlineData("FaultKind.NoEndpoint", true)]
    [InlineData("Worker.Spawned", false)]
    [InlineData("RequestMill", false)]
    [InlineData("Worker.Spawn.Fast", false)]
    public void IdentifiersAreToldFromWhatDoesNotExist(string name, bool exists) => Assert.Equal(exists, Identifier.IsMatch(name) && Exists(name));

    [Theory]
    [MemberData(nameof(DocumentsAboutCode))]
    public void FilesNamedExist(string document)
        => Rule.Holds(Regex.Matches(WithoutBlocks(document), @"`((?:src|tests|bench|fuzz|docs|examples)/[^`*\s]+)`").Select(static match => match.Groups[1].Value).Where(static path => !Repository.Exists(path)));

    [Fact]
    public void ConfigurationsInTheReadmeAreValid()
    {
        string[] configurations = [.. Regex.Matches(Repository.Read("README.md"), "^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(static block => block.Groups[1].Value)];
        Assert.NotEmpty(configurations);
        Rule.Holds(configurations.SelectMany(static text => ConfigText.Parse(text, "README.md").Diagnostics).Select(static one => one.ToString()));
    }

    private static bool Exists(string name)
    {
        string[] parts = Regex.Replace(name, @"<.*>|\(\)", "").Split('.');
        return Types[parts[0]].Any(type => parts.Length == 1 || (parts.Length == 2 && Members(type).Contains(parts[1])));
    }

    /// <summary>The names of a type's members, inherited ones too: the documentation may say SpliceAsync of any transport.</summary>
    private static IEnumerable<string> Members(Type type)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            foreach (MemberInfo member in at.GetMembers(Any)) yield return member.Name;
        }
    }

    /// <summary>The document's text without its blocks of code, which hold commands and configurations.</summary>
    private static string WithoutBlocks(string document) => Regex.Replace(Repository.Read(document), @"^```.*?^```", "", RegexOptions.Multiline | RegexOptions.Singleline);
}
