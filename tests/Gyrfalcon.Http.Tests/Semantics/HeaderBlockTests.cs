using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

using Xunit;

namespace Gyrfalcon.Http.Tests.Semantics;

public class HeaderBlockTests
{
    private static HeaderBlock Parse(string fields)
    {
        var head = new ResponseHead();
        ParseResult result = ResponseParser.Parse(head, EveryDivision.Bytes("HTTP/1.1 200 OK\r\n" + fields + "\r\n"), Method.Get, HeadLimits.Default);
        Assert.Equal(ParseStatus.Done, result.Status);
        return head.Fields;
    }

    [Fact]
    public void Finds_known_fields_and_their_repetitions()
    {
        HeaderBlock block = Parse("Server: s\r\nSet-Cookie: a\r\nX: 1\r\nset-cookie: b\r\nVary: v\r\nSet-Cookie: c\r\n");

        Assert.Equal(6, block.Count);
        Assert.Equal(3, block.CountOf(KnownField.SetCookie));
        Assert.Equal(1, block.CountOf(KnownField.Vary));
        Assert.Equal(0, block.CountOf(KnownField.Age));
        Assert.True(block.TryGet(KnownField.SetCookie, out ReadOnlySpan<byte> first));
        Assert.Equal("a"u8, first);
        Assert.False(block.TryGet(KnownField.Age, out _));
        Assert.True(block[KnownField.Age].IsEmpty);
        Assert.Equal(1, block.IndexOf(KnownField.SetCookie));
        Assert.Equal(3, block.IndexOf(KnownField.SetCookie, 2));
        Assert.Equal(5, block.IndexOf(KnownField.SetCookie, 4));
        Assert.Equal(-1, block.IndexOf(KnownField.SetCookie, 6));
        Assert.Equal(-1, block.IndexOf(KnownField.Vary, 5));
        Assert.Equal(-1, block.IndexOf(KnownField.Age));
    }

    [Fact]
    public void Finds_names_that_configuration_gives()
    {
        HeaderBlock block = Parse("X-Beta: 1\r\nServer: s\r\nx-beta: 2\r\n");

        Assert.True(block.TryFind("x-BETA"u8, out ReadOnlySpan<byte> beta));
        Assert.Equal("1"u8, beta);
        Assert.True(block.TryFind("server"u8, out ReadOnlySpan<byte> server));
        Assert.Equal("s"u8, server);
        Assert.False(block.TryFind("x-bet"u8, out _));
        Assert.False(block.TryFind("age"u8, out _));
    }

    [Fact]
    public void Enumerates_in_order()
    {
        var names = new List<string>();
        foreach (Field field in Parse("B: 1\r\nA: 2\r\nB: 3\r\n"))
            names.Add(Encoding.ASCII.GetString(field.Name));
        Assert.Equal(["B", "A", "B"], names);
    }

    [Fact]
    public void Grows_with_what_it_holds()
    {
        HeaderBlock block = Parse(string.Concat(Enumerable.Range(0, 100).Select(i => $"x-{i}: {new string('v', 100)}{i}\r\n")));
        Assert.Equal(100, block.Count);
        Assert.Equal("x-99", Encoding.ASCII.GetString(block[99].Name));
        Assert.EndsWith("v99", Encoding.ASCII.GetString(block[99].Value), StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_field_beyond_the_last() => Assert.Throws<IndexOutOfRangeException>(() => Parse("A: b\r\n")[1].Known);
}
