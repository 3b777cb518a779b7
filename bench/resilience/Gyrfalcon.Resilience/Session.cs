using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Gyrfalcon.Load;
using Gyrfalcon.Load.Processes;
using Gyrfalcon.Load.Reporting;
using Gyrfalcon.Resilience.Contestants;
using Gyrfalcon.Resilience.Generating;
using Gyrfalcon.Resilience.Measuring;
using Gyrfalcon.Resilience.Reporting;
using Gyrfalcon.Resilience.Scenes;

namespace Gyrfalcon.Resilience;

/// <summary>One run: build, play every scene with every contestant, report.</summary>
internal sealed class Session(Options options, CancellationToken cancellation)
{
    private readonly Toolchain _toolchain = new(options, cancellation);

    /// <summary>The exit code: 1 when an answer was wrong, a POST was done twice, or a request failed with nothing wrong; else 0.</summary>
    public int Run()
    {
        if (options.ProxyCore == options.LoadCore || Math.Max(options.ProxyCore, options.LoadCore) >= Machine.CoresOnline())
            throw new LoadException($"The comparison needs two cores; this machine has {Machine.CoresOnline()}, and the proxy was to be on core {options.ProxyCore}, the load on core {options.LoadCore}.");
        var scenes = ChooseScenes();
        var contestants = new Roster(options, _toolchain).Choose();
        var origin = new Command(_toolchain.BuildOrigin(), []);
        var directory = Path.Combine(_toolchain.Artifacts, "run");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        _toolchain.MoveTo(options.LoadCore);

        var plays = PlayAll(new Stage(options, origin, directory, cancellation), scenes, contestants);
        var report = new Report(options, _toolchain, contestants, directory, plays);
        Publish(report, plays);
        return plays.Exists(play => play.DoneTwice > 0 || play.Samples.Any(sample => sample.Verdict == Verdict.Wrong || (sample.Failed && play.Scene.Returning.Length == 0))) ? 1 : 0;
    }

    /// <summary>Interleaved, A, B, C, A, B, C, …, so that drift of the machine meets all alike.</summary>
    private List<Play> PlayAll(Stage stage, List<Scene> scenes, IReadOnlyList<Contestant> contestants)
    {
        var plays = new List<Play>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var scene in scenes)
            {
                foreach (var contestant in contestants)
                {
                    var play = stage.Play(scene, contestant, round);
                    plays.Add(play);
                    Tell(play);
                }
            }
        }

        return plays;
    }

    private void Tell(Play play)
    {
        var standing = new Standing(play.Contestant, [play]);
        Console.Error.WriteLine(FormattableString.Invariant($"  {play.Round}/{options.Rounds} {play.Scene.Name,-9} {play.Contestant,-10} failed: {standing.IdempotentFailed,4} idempotent, {standing.PostsFailed,4} POST; p99 {standing.P99:0.0} ms, max {standing.Max:0} ms, well {Tables.Seconds(standing.ClientsAreWell)}, share {Tables.Seconds(standing.ShareIsBack)}  {Tables.Kinds(standing.Failures)}"));
    }

    private void Publish(Report report, List<Play> plays)
    {
        var results = Path.Combine(_toolchain.Home, "results");
        Directory.CreateDirectory(results);
        File.WriteAllLines(Path.Combine(results, "latest-failures.txt"), plays.SelectMany(play => play.Samples.Where(sample => sample.Failed).Select(sample => FailureLine(play, sample))));
        var output = options.Output ?? (options.IsComplete ? Path.Combine(options.Repository, "docs", "resilience.md") : Path.Combine(results, "latest.md"));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        File.WriteAllText(output, report.Markdown());
        Console.WriteLine();
        Console.Write(report.Figures());
        Console.Error.WriteLine($"written: {output}, {results}/latest-failures.txt");
    }

    private static string FailureLine(Play play, Sample sample) => FormattableString.Invariant(
        $"{play.Scene.Name}-{play.Contestant}-{play.Round} due {sample.Due / 1000:0.000} s, {sample.Method} {sample.Id}: {sample.Kind} after {sample.Latency:0.0} ms, origin {sample.Origin}; {sample.Detail}");

    private List<Scene> ChooseScenes()
    {
        foreach (var name in options.Scenes.Except(Scene.Names))
            throw new LoadException($"There is no scene named {name}; there are {string.Join(", ", Scene.Names)}.");
        return [.. Scene.All.Where(scene => options.Scenes.Count == 0 || options.Scenes.Contains(scene.Name))];
    }
}
