using System;
using System.Collections.Generic;
using System.Text;

using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

// RFC 9110 §5.6.1
public class ListMembersTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a,b", "a|b")]
    [InlineData(" a ,\tb\t", "a|b")]
    [InlineData(",a,, ,b,", "a|b")]
    [InlineData("\"a,b\", c", "\"a,b\"|c")]
    [InlineData("x=\"a\\\",b\",c", "x=\"a\\\",b\"|c")]
    [InlineData("\"a,b", "\"a,b")]
    [InlineData("\"a\\", "\"a\\")]
    [InlineData("a\\,b", "a\\|b")]
    public void Members(string value, string expected)
    {
        var members = new List<string>();
        foreach (ReadOnlySpan<byte> member in FieldSyntax.MembersOf(Encoding.Latin1.GetBytes(value)))
            members.Add(Encoding.Latin1.GetString(member));
        Assert.Equal(expected, string.Join('|', members));
    }
}
