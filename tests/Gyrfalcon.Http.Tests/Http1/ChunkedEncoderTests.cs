using System;
using System.Globalization;
using System.Text;

using CsCheck;

using Gyrfalcon.Http.Http1;

using Xunit;

namespace Gyrfalcon.Http.Tests.Http1;

public class ChunkedEncoderTests
{
    [Theory]
    [InlineData(1, "1\r\n")]
    [InlineData(15, "f\r\n")]
    [InlineData(16, "10\r\n")]
    [InlineData(65535, "ffff\r\n")]
    [InlineData(long.MaxValue, "7fffffffffffffff\r\n")]
    public void Sizes(long size, string expected) => Assert.Equal(expected, Write(size));

    [Fact]
    public void Any_size_is_its_hexadecimal_number() =>
        Gen.Long[1, long.MaxValue].Sample(size => Write(size) == size.ToString("x", CultureInfo.InvariantCulture) + "\r\n");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_chunk_is_empty(long size) => Assert.Throws<ArgumentOutOfRangeException>(() => Write(size));

    private static string Write(long size)
    {
        Span<byte> line = stackalloc byte[ChunkedEncoder.MaxSizeLine];
        return Encoding.ASCII.GetString(line[..ChunkedEncoder.WriteSize(line, size)]);
    }
}
