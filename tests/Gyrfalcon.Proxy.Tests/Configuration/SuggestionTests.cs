using CsCheck;
using Gyrfalcon.Proxy.Configuration;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration;

public sealed class SuggestionTests
{
    private static readonly string[] Keys = ["address", "trusted-proxies", "timeouts", "limits", "url", "to"];

    [Theory]
    [InlineData("adress", "address")]
    [InlineData("addres", "address")]
    [InlineData("adderss", "address")]
    [InlineData("Address", "address")]
    [InlineData("trusted_proxies", "trusted-proxies")]
    [InlineData("trustedproxies", "trusted-proxies")]
    [InlineData("timeout", "timeouts")]
    [InlineData("uri", "url")]
    [InlineData("ot", "to")]
    [InlineData("x", null)]
    [InlineData("ab", null)]
    [InlineData("", null)]
    [InlineData("certificate", null)]
    [InlineData("prox", "trusted-proxies")]
    [InlineData("pro", null)]
    public void TheNearestWordIsProposed(string written, string? expected) => Assert.Equal(expected, Suggestion.Nearest(written, Keys));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("a", "", 1)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    public void DistanceCountsEdits(string a, string b, int expected) => Assert.Equal(expected, Suggestion.Distance(a, b));

    [Fact]
    public void DistanceIsSymmetricAndBoundedByTheLongerWord()
    {
        Gen<string> words = Gen.String[Gen.Char["ab-"], 0, 12];
        Gen.Select(words, words).Sample((a, b) =>
        {
            int distance = Suggestion.Distance(a, b);
            return distance == Suggestion.Distance(b, a) && distance <= int.Max(a.Length, b.Length) && (distance == 0) == (a == b);
        });
    }

    [Fact]
    public void WithoutANearWordTheWordsAreListed()
    {
        Assert.Equal("the keys here are `a1`, `b2`", Suggestion.Sentence("zzzz", ["a1", "b2"], "the keys here are"));
        Assert.Equal("did you mean `b2`?", Suggestion.Sentence("b3", ["a1", "b2"], "the keys here are"));
        Assert.Null(Suggestion.Sentence("zzzz", [], "the keys here are"));
    }
}
