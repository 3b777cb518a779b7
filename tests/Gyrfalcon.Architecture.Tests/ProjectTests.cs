using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Xunit;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>The projects and what each may refer to. A further arrow is a decision, not an edit.</summary>
public sealed class ProjectTests
{
    /// <summary>The library that has IPAddress, and much else.</summary>
    private const string Addresses = "System.Net.Primitives";

    /// <summary>Project, the projects it refers to, the packages it uses.</summary>
    public static TheoryData<string, string, string> Drawn => new()
    {
        { "Gyrfalcon.Admin", "Gyrfalcon.Engine Gyrfalcon.Http Gyrfalcon.Proxy", "Google.Protobuf Grpc.Tools" },
        { "Gyrfalcon.Engine", "", "" },
        { "Gyrfalcon.Http", "", "" },
        { "Gyrfalcon.Proxy", "Gyrfalcon.Engine Gyrfalcon.Http", "DnsClient YamlDotNet" },
        { "Gyrfalcon.Simulation", "Gyrfalcon.Engine", "" },
        { "Gyrfalcon.Scenarios", "Gyrfalcon.Engine Gyrfalcon.Proxy Gyrfalcon.Simulation", "" },
        { "Gyrfalcon", "Gyrfalcon.Admin Gyrfalcon.Engine Gyrfalcon.Http Gyrfalcon.Proxy Gyrfalcon.Scenarios", "System.CommandLine" },
    };

    [Theory]
    [MemberData(nameof(Drawn))]
    public void ReferencesAreAsDrawn(string project, string projects, string packages)
    {
        XDocument file = Load(project);
        Assert.Equal(projects, string.Join(' ', Includes(file, "ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)));
        Assert.Equal(packages, string.Join(' ', Includes(file, "PackageReference").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void EveryProjectOfTheProductIsDrawn()
    {
        IEnumerable<string> found = Repository.Files
            .Where(static path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(static path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(Drawn.Select(static row => row.Data.Item1).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OnlyTheEngineContainsUnsafeCode()
        => Assert.Equal(["Gyrfalcon.Engine"], Drawn.Select(static row => row.Data.Item1).Where(static project => Load(project).Descendants("AllowUnsafeBlocks").Any()));

    [Fact]
    public void NoProjectOfTheProductSeesTheInternalsOfAnother()
        => Assert.All(Drawn, static row => Assert.DoesNotContain(Includes(Load(row.Data.Item1), "InternalsVisibleTo"), static friend => Drawn.Any(other => other.Data.Item1 == friend || friend == "gyr")));

    [Fact]
    public void TheCodecsKnowNoThreadsTasksClocksOrSockets()
        => Rule.Holds(AssembliesUsedBy(Product.Http).Except(["System.Runtime", "System.Memory", "System.Collections", Addresses]));

    [Fact]
    public void OfTheNetworkTheCodecsKnowAddressesAlone() => Rule.Holds(TypesUsedBy(Product.Http, Addresses).Except(["System.Net.IPAddress", "System.Net.Sockets.AddressFamily"]));

    [Fact]
    public void TheEngineUsesNoSocketsHttpOrLinqOfTheLibrary()
        => Rule.Holds(AssembliesUsedBy(Product.Engine).Intersect(["System.Net.Sockets", "System.Net.Http", "System.Linq", "System.Console"]));

    [Fact]
    public void TheEngineAndTheCodecsUseTheBaseClassLibraryAlone()
        => Assert.All(AssembliesUsedBy(Product.Engine).Concat(AssembliesUsedBy(Product.Http)), static name => Assert.StartsWith("System.", name, StringComparison.Ordinal));

    private static XDocument Load(string project) => XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj"));

    private static IEnumerable<string> Includes(XDocument file, string item) => file.Descendants(item).Select(static element => element.Attribute("Include")!.Value);

    /// <summary>The types of <paramref name="library"/> that the compiled code names.</summary>
    private static IEnumerable<string> TypesUsedBy(Assembly assembly, string library)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        List<string> used = [];
        foreach (TypeReference type in metadata.TypeReferences.Select(metadata.GetTypeReference))
        {
            if (type.ResolutionScope.Kind != HandleKind.AssemblyReference) continue;
            AssemblyReference scope = metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
            if (metadata.GetString(scope.Name) == library) used.Add($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}");
        }

        return used;
    }

    private static IEnumerable<string> AssembliesUsedBy(Assembly assembly) => assembly.GetReferencedAssemblies().Select(static name => name.Name!);
}
