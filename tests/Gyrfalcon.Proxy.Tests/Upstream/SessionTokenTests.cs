using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Gyrfalcon.Proxy.Upstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Upstream;

public sealed class SessionTokenTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("an-example-of-a-key-with-enough-characters");

    [Fact]
    public void Its_text_is_base64url_of_the_first_16_bytes_of_the_code()
    {
        byte[] code = HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes("shop\0http://10.0.0.1:8080"));
        string expected = Convert.ToBase64String(code, 0, 16).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.Equal(expected, SessionToken.Text(SessionToken.Of(Key, "shop", "http://10.0.0.1:8080")));
    }

    [Fact]
    public void What_was_written_is_read_and_no_other_spelling_of_it()
    {
        var random = new Random(1);
        byte[] bytes = new byte[16];
        for (int round = 0; round < 200; round++)
        {
            random.NextBytes(bytes);
            UInt128 token = new(BitConverter.ToUInt64(bytes, 0), BitConverter.ToUInt64(bytes, 8));
            byte[] text = Encoding.ASCII.GetBytes(SessionToken.Text(token));
            Assert.True(SessionToken.TryRead(text, out UInt128 read));
            Assert.Equal(token, read);
            for (int place = 0; place < text.Length; place++)
            {
                byte before = text[place];
                for (int other = 0; other < 256; other++)
                {
                    text[place] = (byte)other;
                    if (other != before) Assert.False(SessionToken.TryRead(text, out read) && read == token);
                }

                text[place] = before;
            }

            Assert.False(SessionToken.TryRead(text.AsSpan(1), out _));
            Assert.False(SessionToken.TryRead([.. text, (byte)'='], out _));
        }
    }

    [Fact]
    public void Key_cluster_and_endpoint_all_count()
    {
        var seen = new HashSet<UInt128>();
        foreach (string key in (string[])["k1", "k2"])
        {
            foreach (string cluster in (string[])["a", "b", "a\0http:"])
            {
                foreach (string endpoint in (string[])["http://x:1", "http://x:2", "https://x:1"])
                    Assert.True(seen.Add(SessionToken.Of(Encoding.ASCII.GetBytes(key), cluster, endpoint)));
            }
        }
    }
}
