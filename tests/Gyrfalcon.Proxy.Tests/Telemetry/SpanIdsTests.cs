using System.Collections.Generic;
using System.Text;
using Gyrfalcon.Proxy.Telemetry;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class SpanIdsTests
{
    [Fact]
    public void ExchangesAndAttemptsHaveSpansOfTheirOwn()
    {
        var seen = new HashSet<string>();
        byte[] span = new byte[16];
        for (int i = 0; i < 1000; i++)
        {
            byte[] requestId = Encoding.ASCII.GetBytes($"{i % 7:x16}{i:x16}");
            Assert.True(seen.Add(Encoding.ASCII.GetString(SpanIds.OfExchange(requestId))));
            for (int attempt = 1; attempt <= 8; attempt++)
            {
                SpanIds.OfAttempt(requestId, attempt, span);
                string text = Encoding.ASCII.GetString(span);
                Assert.True(seen.Add(text), text);
                Assert.Matches("^[0-9a-f]{16}$", text);
            }
        }

    }

    /// <summary>The one who sends an id and the one who tells of it later come to the same.</summary>
    [Fact]
    public void TheyFollowFromTheRequest()
    {
        byte[] first = new byte[16];
        byte[] again = new byte[16];
        SpanIds.OfAttempt("0123456789abcdef0123456789abcdef"u8, 2, first);
        SpanIds.OfAttempt("0123456789abcdef0123456789abcdef"u8, 2, again);
        Assert.Equal(first, again);
    }
}
