using System;
using Gyrfalcon.Scenarios.Recording;
using Gyrfalcon.Simulation;
using Xunit;

namespace Gyrfalcon.Scenarios.Tests.Recording;

public sealed class RecorderTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(1, 100)]
    [InlineData(60, 500)]
    [InlineData(120, 1000)]
    [InlineData(3600, 30_000)]
    [InlineData(86_400, 900_000)]
    public void Slices_are_few_and_of_round_length(int seconds, int milliseconds)
    {
        var recorder = new Recorder(new SimulatedWorld(1), TimeSpan.FromSeconds(seconds), 1);
        Assert.Equal(milliseconds, recorder.SliceLength.TotalMilliseconds);
        Assert.InRange(recorder.Slices.Length, 1, 120);
    }

    [Fact]
    public void A_request_belongs_to_the_slice_in_which_it_began()
    {
        var world = new SimulatedWorld(1);
        var recorder = new Recorder(world, TimeSpan.FromSeconds(120), 1);
        long began = world.Now;
        world.RunFor(3 * Second);
        recorder.NoteEnd(began, Outcome.Answered, isRetry: false);
        recorder.NoteEnd(began + (2 * Second), Outcome.Unavailable, isRetry: true);

        Assert.Equal((1, 0), (recorder.Slices[0].Requests, recorder.Slices[0].Errors));
        Assert.InRange(recorder.Slices[0].Latency.Quantile(0.5), 2.97 * Second, 3.03 * Second);
        Assert.Equal((1, 1, 1), (recorder.Slices[2].Requests, recorder.Slices[2].Of(Outcome.Unavailable), recorder.Slices[2].ClientRetries));
        Assert.Equal(0, recorder.Slices[2].Latency.Count);
    }

    [Fact]
    public void A_request_that_reaches_a_second_endpoint_is_a_retry()
    {
        var world = new SimulatedWorld(1);
        var recorder = new Recorder(world, TimeSpan.FromSeconds(120), 2);
        (long one, long other) = (recorder.NextId(), recorder.NextId());
        recorder.NoteReceived(0, one);
        recorder.NoteReceived(1, other);
        recorder.NoteReceived(1, one);

        Assert.Equal(1, recorder.Slices[0].Retries);
        Assert.Equal([1, 2], recorder.Received[0]);
    }
}
