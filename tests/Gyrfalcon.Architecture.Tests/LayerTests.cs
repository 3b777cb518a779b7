using System;
using System.Collections.Generic;
using System.Linq;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using Xunit;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>Which part of the proxy and of the engine may refer to which. Read from the compiled code, method bodies included.</summary>
public sealed class LayerTests
{
    /// <summary>
    /// A folder of Gyrfalcon.Proxy, and the folders that it may refer to besides itself. "." is the root: what composes the parts, and what all of
    /// them share (Input, WorkerState). Routing and Balancing know nothing of clients; only Snapshots knows the configuration.
    /// </summary>
    public static TheoryData<string, string> ProxyLayers => new()
    {
        { ".", "Downstream Exchanges Health Snapshots Telemetry Upstream" },
        { "Balancing", "Upstream" },
        { "Certificates", "" },
        { "Configuration", "Certificates" },
        { "Discovery", "Telemetry Upstream" },
        { "Downstream", ". Certificates Exchanges Telemetry" },
        { "Exchanges", ". Balancing Certificates Downstream Explaining Routing Snapshots Telemetry Upstream" },
        { "Explaining", "Balancing Configuration Downstream Routing Snapshots Upstream" },
        { "Health", ". Telemetry Upstream" },
        { "Reload", ". Configuration Discovery Downstream Snapshots Telemetry Upstream" },
        { "Routing", "Balancing Upstream" },
        { "Snapshots", "Balancing Certificates Configuration Discovery Downstream Routing Upstream" },
        { "Telemetry", ". Downstream Exchanges Routing Upstream" },
        { "Upstream", ". Balancing Telemetry" },
    };

    [Theory]
    [MemberData(nameof(ProxyLayers))]
    public void PartsOfTheProxyReferOnlyToWhatTheyMay(string part, string may)
    {
        string[] allowed = [part, .. may.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        List<string> wrong = [];
        foreach (IType type in TypesOf(part))
        {
            foreach (ITypeDependency dependency in type.Dependencies)
            {
                if (PartOf(dependency.Target) is { } target && !allowed.Contains(target)) wrong.Add($"{type.FullName} refers to {dependency.Target.FullName}");
            }
        }

        Rule.Holds(wrong);
        Assert.NotEmpty(TypesOf(part));
    }

    [Fact]
    public void EveryPartOfTheProxyIsDrawn()
        => Assert.Equal(ProxyLayers.Select(static row => row.Data.Item1).Order(StringComparer.Ordinal), Product.Dependencies.Types.Select(PartOf).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    /// <summary>Telemetry reads what it is given and calls nothing back: on types of other parts, only their properties' getters and two pure functions. The file that it writes to is its own.</summary>
    [Fact]
    public void TelemetryOnlyReads()
    {
        string[] allowed = ["Address::FormatIp(", "FaultTable::Of(", "AppendFile::"];
        IEnumerable<string> calls = TypesOf("Telemetry")
            .SelectMany(static type => type.Dependencies.OfType<MethodCallDependency>())
            .Where(static call => Product.Owns(call.Target) && PartOf(call.Target) != "Telemetry")
            .Select(static call => call.TargetMember.FullName);
        Rule.Holds(calls.Where(call => !call.Contains("::get_", StringComparison.Ordinal) && !allowed.Any(call.Contains)));
    }

    [Theory]
    [InlineData("Epoll", "Uring")]
    [InlineData("Uring", "Epoll")]
    public void DriversDoNotKnowEachOther(string driver, string other)
        => Assert.DoesNotContain(InEngine("Driver." + driver).SelectMany(static type => type.Dependencies), dependency => InNamespace(dependency.Target, "Gyrfalcon.Engine.Driver." + other));

    [Theory]
    [InlineData("Buffers")]
    [InlineData("Tasks")]
    [InlineData("Timers")]
    [InlineData("Transport")]
    public void OnlyTheChoiceOfDriverKnowsTheDrivers(string part)
        => Assert.DoesNotContain(InEngine(part).SelectMany(static type => type.Dependencies), static dependency
            => InNamespace(dependency.Target, "Gyrfalcon.Engine.Driver.Epoll") || InNamespace(dependency.Target, "Gyrfalcon.Engine.Driver.Uring"));

    private static IEnumerable<IType> TypesOf(string part) => Product.Dependencies.Types.Where(type => PartOf(type) == part);

    private static IEnumerable<IType> InEngine(string part) => Product.Dependencies.Types.Where(type => InNamespace(type, "Gyrfalcon.Engine." + part));

    private static bool InNamespace(IType type, string name) => type.Namespace?.FullName == name;

    /// <summary>The folder of Gyrfalcon.Proxy that a type is in; null for types from elsewhere.</summary>
    private static string? PartOf(IType type)
    {
        const string Root = "Gyrfalcon.Proxy";
        string name = type.Namespace?.FullName ?? "";
        if (name == Root) return ".";
        return name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..].Split('.')[0] : null;
    }
}
