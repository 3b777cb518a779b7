using System.Net;
using System.Text;

using CsCheck;

using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

public class Ipv6SyntaxTests
{
    [Theory]
    [InlineData("::", true)]
    [InlineData("::1", true)]
    [InlineData("1::", true)]
    [InlineData("1:2:3:4:5:6:7:8", true)]
    [InlineData("1:2:3:4:5:6:7::", true)]
    [InlineData("::2:3:4:5:6:7:8", true)]
    [InlineData("::ffff:192.0.2.1", true)]
    [InlineData("1:2:3:4:5:6:192.0.2.1", true)]
    [InlineData("", false)]
    [InlineData(":", false)]
    [InlineData(":::", false)]
    [InlineData("1", false)]
    [InlineData("1:", false)]
    [InlineData(":1", false)]
    [InlineData("1:2:3:4:5:6:7", false)]
    [InlineData("1:2:3:4:5:6:7:8:9", false)]
    [InlineData("1:2:3:4:5:6:7:8::", false)]
    [InlineData("1::2::3", false)]
    [InlineData("12345::", false)]
    [InlineData("g::", false)]
    [InlineData("::1.2.3", false)]
    [InlineData("::1.2.3.4.5", false)]
    [InlineData("::1.2.3.256", false)]
    [InlineData("::01.2.3.4", false)]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4", false)]
    [InlineData("1.2.3.4", false)]
    [InlineData("fe80::1%eth0", false)]
    public void Addresses(string text, bool valid) => Assert.Equal(valid, Ipv6Syntax.IsAddress(Encoding.ASCII.GetBytes(text)));

    // Every address that the platform writes is one, and whatever we take the platform takes.
    [Fact]
    public void Agrees_with_the_platform()
    {
        Gen.Byte.Array[16].Sample(bytes => Ipv6Syntax.IsAddress(Encoding.ASCII.GetBytes(new IPAddress(bytes).ToString())));
        Gen.String[Gen.Char["0123abcf:.:"], 0, 20].Sample(text =>
            !Ipv6Syntax.IsAddress(Encoding.ASCII.GetBytes(text)) || IPAddress.TryParse(text, out _));
    }
}
