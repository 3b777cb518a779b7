using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>The analyzer passes over a symbol that does not exist, so a slip in the lists would allow what they are to forbid.</summary>
public sealed class BannedSymbolsTests
{
    private static readonly string[] Lists = ["src/BannedSymbols.txt", "src/BannedSymbols.HotPath.txt"];

    private static readonly Assembly[] Library =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .Where(static name => name.StartsWith("System.", StringComparison.Ordinal)).Select(Assembly.Load),
    ];

    public static TheoryData<string> Symbols => new(Lists
        .SelectMany(static list => Repository.Read(list).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Select(static line => line.Split(';')[0].Trim()));

    [Theory]
    [MemberData(nameof(Symbols))]
    public void EverySymbolExists(string symbol)
    {
        string name = symbol[2..];
        if (symbol[0] == 'T')
        {
            Assert.True(IsType(name), symbol);
            return;
        }

        int parameters = name.IndexOf('(', StringComparison.Ordinal);
        string path = parameters < 0 ? name : name[..parameters];
        int dot = path.LastIndexOf('.');
        Assert.True(IsType(path[..dot]), symbol);
        Type type = Find(path[..dot])!;
        const BindingFlags All = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance;
        string member = path[(dot + 1)..];
        if (symbol[0] == 'P') Assert.NotNull(type.GetProperty(member, All));
        else Assert.Contains(name, type.GetMethods(All).Select(method => $"{path[..dot]}.{IdOf(method)}"));
    }

    [Fact]
    public void EveryLineSaysWhatToDoInstead()
        => Assert.All(Lists.SelectMany(static list => Repository.Read(list).Split('\n', StringSplitOptions.RemoveEmptyEntries)), static line => Assert.Matches("^[TMP]:[^;]+; [A-Za-z].+", line));

    /// <summary>A file that moves must take its exemption along, or the exemption waits for another file of its name.</summary>
    [Fact]
    public void EveryExemptFileExistsAndHasItsReason()
    {
        MatchCollection exemptions = Regex.Matches(Repository.Read(".editorconfig"), @"^\[([^\]]+)\]\n((?:#.*\n)*)dotnet_diagnostic\.RS0030\.severity = none", RegexOptions.Multiline);
        Assert.NotEmpty(exemptions);
        Assert.All(exemptions, static exemption =>
        {
            string path = exemption.Groups[1].Value;
            Assert.StartsWith("# ", exemption.Groups[2].Value, StringComparison.Ordinal);
            Assert.True(path.Contains('*', StringComparison.Ordinal) || Repository.Exists(path), path);
        });
        Assert.Equal(exemptions.Count, Regex.Count(Repository.Read(".editorconfig"), "RS0030"));
    }

    private static bool IsType(string name) => Find(name) is not null;

    private static Type? Find(string name) => Library.Select(assembly => assembly.GetType(name)).FirstOrDefault(static type => type is not null);

    /// <summary>The method's part of its documentation id (ECMA-334, annex D.4.2), for the few forms of types that the lists use.</summary>
    private static string IdOf(MethodInfo method)
    {
        string arity = method.IsGenericMethodDefinition ? "``" + method.GetGenericArguments().Length : "";
        string parameters = string.Join(',', method.GetParameters().Select(static parameter => IdOf(parameter.ParameterType)));
        return method.Name + arity + (parameters.Length == 0 ? "" : $"({parameters})");
    }

    private static string IdOf(Type type)
    {
        if (type.IsGenericMethodParameter) return "``" + type.GenericParameterPosition;
        if (type.IsGenericTypeParameter) return "`" + type.GenericParameterPosition;
        if (type.IsArray) return IdOf(type.GetElementType()!) + "[]";
        if (!type.IsGenericType) return type.FullName!;
        return $"{type.GetGenericTypeDefinition().FullName!.Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(IdOf))}}}";
    }
}
