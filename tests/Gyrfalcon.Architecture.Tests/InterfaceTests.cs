using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>An interface needs two implementations in the product. Tests reach internals by InternalsVisibleTo, not through interfaces made for them.</summary>
public sealed class InterfaceTests
{
    [Fact]
    public void EveryInterfaceHasTwoImplementations()
    {
        Type[] types = [.. Product.Assemblies.SelectMany(static assembly => assembly.GetTypes())];
        Type[] interfaces = [.. types.Where(static type => type.IsInterface)];
        Assert.NotEmpty(interfaces);
        IEnumerable<string> lonely = interfaces
            .Where(contract => types.Count(type => type is { IsInterface: false, IsAbstract: false } && Implements(type, contract)) < 2)
            .Select(static contract => contract.FullName!);
        Rule.Holds(lonely);
    }

    private static bool Implements(Type type, Type contract)
        => type.GetInterfaces().Any(found => (found.IsGenericType ? found.GetGenericTypeDefinition() : found) == contract);
}
