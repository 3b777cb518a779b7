using System.Linq;
using Gyrfalcon.Proxy.Configuration;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

public sealed class ConfigJsonTests
{
    [Fact]
    public void AliasesAreWhatTheyStandFor()
        => Assert.Equal("""{"a":"x","b":["x","x"]}""", string.Concat(ConfigJson.Of("a: &a x\nb: [*a, *a]\n")!.Where(static one => !char.IsWhiteSpace(one))));

    /// <summary>A megabyte of text, and aliases that make a gigabyte of it.</summary>
    [Fact]
    public void TextsThatAreRepeatedByAliasesAreBounded()
    {
        string text = $"a: &a \"{new string('x', 1_000_000)}\"\nb: [{string.Join(", ", Enumerable.Repeat("*a", 1000))}]\n";
        Assert.Null(ConfigJson.Of(text));
        Assert.NotNull(ConfigJson.Of(text.Replace("*a", "y", System.StringComparison.Ordinal)));
    }
}
