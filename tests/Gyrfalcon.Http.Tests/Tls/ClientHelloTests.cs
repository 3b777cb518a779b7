using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Gyrfalcon.Http.Tls;
using Xunit;

namespace Gyrfalcon.Http.Tests.Tls;

public sealed class ClientHelloTests
{
    private static readonly byte[] SomeExtension = [0x00, 0x2B, 0, 3, 2, 3, 4];

    [Theory]
    [InlineData("a.example", "a.example")]
    [InlineData("WWW.Example.COM", "www.example.com")]
    [InlineData("with-dot.example.", "with-dot.example")]
    [InlineData("a", "a")]
    public void The_name_is_read_in_lower_case_at_every_division(string asked, string expected)
    {
        foreach (byte[] hello in Wrapped(Hello([.. SomeExtension, .. NameExtension(asked), .. SomeExtension])))
        {
            Assert.Equal((ClientHelloStatus.Complete, expected), Read(hello));
            using var memory = new GuardedMemory(hello.Length);
            for (int length = 0; length < hello.Length; length++) Assert.Equal((ClientHelloStatus.NeedMore, ""), Read(memory.Place(hello.AsSpan(0, length))));
            Assert.Equal((ClientHelloStatus.Complete, expected), Read(memory.Place(hello)));
            Assert.Equal((ClientHelloStatus.Complete, expected), Read([.. hello, 20, 3, 3, 0, 1, 1, .. Bytes(500)]));
        }
    }

    [Fact]
    public void There_may_be_no_name_and_no_extensions()
    {
        Assert.Equal((ClientHelloStatus.Complete, ""), Read(Wrap(Hello(SomeExtension), 16384)));
        Assert.Equal((ClientHelloStatus.Complete, ""), Read(Wrap(Hello([]), 16384)));
        Assert.Equal((ClientHelloStatus.Complete, ""), Read(Wrap(Hello(null), 16384)));
    }

    [Fact]
    public void The_longest_name_is_read_and_a_longer_one_refused()
    {
        string longest = new('a', ClientHello.LongestName);
        Assert.Equal((ClientHelloStatus.Complete, longest), Read(Wrap(Hello(NameExtension(longest)), 16384)));
        Assert.Equal((ClientHelloStatus.Malformed, ""), Read(Wrap(Hello(NameExtension(longest + "a")), 16384)));
    }

    public static TheoryData<string, byte[]> Mistakes => new()
    {
        { "not a handshake record", [23, 3, 1, 0, 4, 1, 0, 0, 0] },
        { "SSL 2", [0x80, 46, 1, 3, 3] },
        { "another major version", [22, 2] },
        { "an empty record", [22, 3, 1, 0, 0] },
        { "a record that is too long", [22, 3, 1, 0x40, 1] },
        { "another message", Wrap([2, 0, 0, 0], 100) },
        { "a message that is too long", Wrap([1, 1, 0, 0], 100) },
        { "an alert between the records", [.. Wrap([1, 0], 100), 21, 3, 1, 0, 2, 2, 40] },
        { "a session id beyond the end", Wrap(Message([3, 3, .. Bytes(32), 200, 0]), 100) },
        { "extensions beyond the end", Wrap(Message([.. Body([]).AsSpan(0, Body([]).Length - 2), 0, 9, 1]), 100) },
        { "bytes behind the extensions", Wrap(Message([.. Body(SomeExtension), 0]), 100) },
        { "half an extension", Wrap(Hello([0, 43, 0]), 100) },
        { "an extension beyond the end", Wrap(Hello([0, 43, 0, 9, 1]), 100) },
        { "the name twice", Wrap(Hello([.. NameExtension("a.example"), .. NameExtension("b.example")]), 300) },
        { "two names in the list", Wrap(Hello(Extension(0, [0, 10, 0, 0, 2, (byte)'a', (byte)'b', 0, 0, 2, (byte)'c', (byte)'d'])), 300) },
        { "an empty name", Wrap(Hello(NameExtension("")), 300) },
        { "a lone dot", Wrap(Hello(NameExtension(".")), 300) },
        { "an empty list", Wrap(Hello(Extension(0, [0, 0])), 300) },
        { "nothing in the extension", Wrap(Hello(Extension(0, [])), 300) },
        { "another type of name", Wrap(Hello(Extension(0, [0, 4, 1, 0, 1, (byte)'a'])), 300) },
        { "a zero byte", Wrap(Hello(NameExtension("a\0b")), 300) },
        { "a space", Wrap(Hello(NameExtension("a b")), 300) },
        { "a line break", Wrap(Hello(NameExtension("a\r\nb")), 300) },
        { "a letter beyond ASCII", Wrap(Hello(NameExtension("\u00e4")), 300) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_is_not_sound_is_refused_and_no_prefix_is_taken(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        Assert.Equal((ClientHelloStatus.Malformed, ""), Read(bytes));
        using var memory = new GuardedMemory(bytes.Length);
        for (int length = 0; length < bytes.Length; length++) Assert.NotEqual(ClientHelloStatus.Complete, Read(memory.Place(bytes.AsSpan(0, length))).Status);
    }

    [Fact]
    public void More_than_the_most_bytes_are_not_waited_for()
    {
        byte[] endless = Wrap(Hello(Extension(43, Bytes(16_000))), 200);
        Assert.Equal((ClientHelloStatus.NeedMore, ""), Read(endless.AsSpan(0, ClientHello.MostBytes - 1)));
        Assert.Equal((ClientHelloStatus.Malformed, ""), Read(endless.AsSpan(0, ClientHello.MostBytes)));
        Assert.Equal((ClientHelloStatus.Malformed, ""), Read(endless));
    }

    private static (ClientHelloStatus Status, string Name) Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> name = stackalloc byte[ClientHello.LongestName];
        ClientHelloStatus status = ClientHello.TryRead(bytes, name, out int length);
        return (status, status == ClientHelloStatus.Complete ? Encoding.ASCII.GetString(name[..length]) : "");
    }

    private static IEnumerable<byte[]> Wrapped(byte[] message) => new[] { 1, 2, 3, 50, 16384 }.Select(size => Wrap(message, size));

    private static byte[] Wrap(byte[] message, int size)
        => [.. message.Chunk(size).SelectMany(static part => (byte[])[22, 3, 1, (byte)(part.Length >> 8), (byte)part.Length, .. part])];

    private static byte[] Hello(byte[]? extensions) => Message(Body(extensions));

    private static byte[] Message(byte[] body) => [1, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static byte[] Body(byte[]? extensions)
    {
        byte[] before = [3, 3, .. Bytes(32), 4, 1, 2, 3, 4, 0, 4, 0x13, 1, 0x13, 2, 1, 0];
        return extensions is null ? before : [.. before, (byte)(extensions.Length >> 8), (byte)extensions.Length, .. extensions];
    }

    private static byte[] Extension(int type, byte[] content) => [(byte)(type >> 8), (byte)type, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] NameExtension(string name)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(name);
        return Extension(0, [(byte)((bytes.Length + 3) >> 8), (byte)(bytes.Length + 3), 0, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes]);
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(static number => (byte)(number * 7))];
}
