using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>The product as it was compiled.</summary>
internal static class Product
{
    public static Assembly Engine { get; } = typeof(Gyrfalcon.Engine.Worker).Assembly;

    public static Assembly Http { get; } = typeof(Gyrfalcon.Http.Fault).Assembly;

    public static Assembly Proxy { get; } = typeof(Gyrfalcon.Proxy.ProxyServer).Assembly;

    public static Assembly Admin { get; } = Assembly.Load(new AssemblyName("Gyrfalcon.Admin"));

    public static Assembly Simulation { get; } = typeof(Gyrfalcon.Simulation.SimulatedWorld).Assembly;

    public static Assembly Scenarios { get; } = typeof(Gyrfalcon.Scenarios.ScenarioRun).Assembly;

    public static Assembly Program { get; } = Assembly.Load(new AssemblyName("gyr"));

    public static IReadOnlyList<Assembly> Assemblies { get; } = [Engine, Http, Proxy, Admin, Simulation, Scenarios, Program];

    /// <summary>What refers to what, method bodies included.</summary>
    public static ArchUnitNET.Domain.Architecture Dependencies { get; } = new ArchLoader().LoadAssemblies(Assemblies.ToArray()).Build();

    /// <summary>Whether the type is the product's own, and not a library's or the compiler's helper.</summary>
    public static bool Owns(IType type) => type.FullName.StartsWith("Gyrfalcon.", System.StringComparison.Ordinal);
}
