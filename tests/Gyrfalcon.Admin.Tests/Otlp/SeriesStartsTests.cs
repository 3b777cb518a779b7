using Gyrfalcon.Admin.Otlp;
using Xunit;

namespace Gyrfalcon.Admin.Tests.Otlp;

public sealed class SeriesStartsTests
{
    private readonly SeriesStarts _starts = new(first: 1000);

    [Fact]
    public void WhatIsSentFirstCountsFromTheBeginningOfTheProcess() => Assert.Equal(1000u, _starts.Of("a", ["x"], 7));

    [Fact]
    public void WhatGrowsKeepsItsBeginning()
    {
        for (ulong now = 2000; now < 6000; now += 1000)
        {
            Assert.Equal(1000u, _starts.Of("a", ["x"], now));
            _starts.End(now);
        }
    }

    [Fact]
    public void WhatHasLessThanBeforeBeganAfterTheLastMessage()
    {
        _starts.Of("a", ["x"], 7);
        _starts.Of("a", ["y"], 7);
        _starts.End(2000);
        Assert.Equal((2000u, 1000u), (_starts.Of("a", ["x"], 6), _starts.Of("a", ["y"], 7)));
        _starts.End(3000);
        Assert.Equal((2000u, 1000u), (_starts.Of("a", ["x"], 6), _starts.Of("a", ["y"], 8)));
    }

    [Fact]
    public void WhatWasNotThereBeganAfterTheLastMessage()
    {
        _starts.Of("a", ["x"], 7);
        _starts.End(2000);
        _starts.End(3000);
        Assert.Equal((3000u, 3000u), (_starts.Of("a", ["x"], 70), _starts.Of("b", ["x"], 1)));
    }

    [Fact]
    public void LabelsAreNotRunTogether()
    {
        _starts.Of("a", ["x", ""], 1);
        _starts.End(2000);
        Assert.Equal((2000u, 1000u), (_starts.Of("a", ["", "x"], 1), _starts.Of("a", ["x", ""], 1)));
    }
}
