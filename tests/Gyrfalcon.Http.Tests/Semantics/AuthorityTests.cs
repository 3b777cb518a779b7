using System.Text;

using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

public class AuthorityTests
{
    [Theory]
    [InlineData("a", "a", -1)]
    [InlineData("example.com", "example.com", -1)]
    [InlineData("EXAMPLE.com.:80", "EXAMPLE.com.", 80)]
    [InlineData("a_b-c.x~y:0", "a_b-c.x~y", 0)]
    [InlineData("127.0.0.1:65535", "127.0.0.1", 65535)]
    [InlineData("[::1]", "[::1]", -1)]
    [InlineData("[2001:db8::1]:443", "[2001:db8::1]", 443)]
    public void Valid(string text, string host, int port)
    {
        Assert.True(Authority.TryParse(Encoding.Latin1.GetBytes(text), out int hostLength, out int actualPort));
        Assert.Equal(host, text[..hostLength]);
        Assert.Equal(port, actualPort);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("a:")]
    [InlineData("a:65536")]
    [InlineData("a:123456")]
    [InlineData("a:+1")]
    [InlineData("a:8a")]
    [InlineData("a:80:80")]
    [InlineData("a b")]
    [InlineData("user@a")]
    [InlineData("a/b")]
    [InlineData("a,b")]
    [InlineData("a%20b")]
    [InlineData("\u00e9")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[::1]80")]
    [InlineData("[]")]
    [InlineData("[a]")]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("[v1.x]")]
    [InlineData("::1")]
    [InlineData("a]")]
    public void Refused(string text) => Assert.False(Authority.TryParse(Encoding.Latin1.GetBytes(text), out _, out _));
}
