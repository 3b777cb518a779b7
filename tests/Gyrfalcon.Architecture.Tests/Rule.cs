using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Gyrfalcon.Architecture.Tests;

/// <summary>A rule holds when nothing breaks it; what does is named in full.</summary>
internal static class Rule
{
    public static void Holds(IEnumerable<string> broken)
    {
        string[] all = [.. broken.Distinct()];
        Assert.True(all.Length == 0, string.Join(Environment.NewLine, all));
    }
}
