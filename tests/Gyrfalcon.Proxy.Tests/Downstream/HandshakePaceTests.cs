using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Downstream;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Downstream;

public sealed class HandshakePaceTests
{
    private const long Second = 1_000_000_000;
    private const long Begin = 1000 * Second;

    [Fact]
    public void Turns_come_at_the_rate_after_a_tenth_of_a_second_of_them_at_once()
    {
        var pace = new HandshakePace(100);
        long[] turns = [.. Enumerable.Range(0, 1000).Select(_ => pace.Reserve(Begin, long.MaxValue))];

        Assert.Equal(11, turns.Count(static turn => turn <= Begin));
        Assert.Equal([.. turns.Order()], turns);
        Assert.Equal(100, turns.Count(static turn => turn is > Begin and <= Begin + Second));
        Assert.Equal(Begin - (Second / 10) + (999 * Second / 100), turns[^1]);
    }

    [Fact]
    public void A_turn_beyond_the_deadline_is_not_taken()
    {
        var pace = new HandshakePace(10);
        for (int i = 0; i < 100; i++) pace.Reserve(Begin, Begin + Second);

        Assert.True(pace.Reserve(Begin, Begin + Second) > Begin + Second);
        Assert.True(pace.Reserve(Begin + Second, Begin + (2 * Second)) <= Begin + Second + (Second / 10));
    }

    [Fact]
    public async Task Workers_never_take_the_same_turn()
    {
        var pace = new HandshakePace(1_000_000);
        long[][] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 10_000).Select(_ => pace.Reserve(Begin, long.MaxValue)).ToArray())));
        Assert.Equal(40_000, all.SelectMany(static turns => turns).Distinct().Count());
    }
}
