using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Telemetry;

public sealed class FileSinkTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly StringWriter _told = new();
    private readonly string _path;

    public FileSinkTests() => _path = Path.Combine(_directory.Path, "access.log");

    public void Dispose()
    {
        _told.Dispose();
        _directory.Dispose();
    }

    [Fact, SupportedOSPlatform("linux")]
    public void ItAppendsAndLetsTheGroupReadAtMost()
    {
        using (FileSink sink = Open(null)) Write(sink, "one\n");
        using (FileSink sink = Open(null)) Write(sink, "two\n");
        Assert.Equal("one\ntwo\n", File.ReadAllText(_path));

        // The umask may forbid the group, too.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_path) | UnixFileMode.GroupRead);
    }

    /// <summary>As two processes do while one takes over from the other.</summary>
    [Fact]
    public void TwoShareAFile()
    {
        using FileSink one = Open(null);
        using FileSink other = Open(null);
        for (int i = 0; i < 3; i++)
        {
            Write(one, "a\n");
            Write(other, "b\n");
        }

        Assert.Equal("a\nb\na\nb\na\nb\n", File.ReadAllText(_path));
    }

    [Fact]
    public void AFileThatWouldBecomeTooLargeIsPutAside()
    {
        using FileSink sink = Open(new LogRotation(10, null, 3));
        foreach (string line in (string[])["1234\n", "5678\n", "abc\n", "de\n", "12345678901234\n", "x\n", "y\n", "z12345678\n"]) Write(sink, line);
        Assert.Equal("z12345678\n", File.ReadAllText(_path));
        Assert.Equal(["x\ny\n", "12345678901234\n", "abc\nde\n"], Aside());
    }

    [Fact]
    public void NoLineIsTornApart()
    {
        using FileSink sink = Open(new LogRotation(10, null, 3));
        Write(sink, "12345678");
        Assert.Equal(7, sink.Write("901234\n"u8, atLineStart: false, out _));
        Write(sink, "new\n");
        Assert.Equal(("new\n", "12345678901234\n"), (File.ReadAllText(_path), Aside().Single()));
    }

    /// <summary>As the disk was full, and the process ended.</summary>
    [Fact]
    public void HalfALineIsNotContinuedBySomebodyElse()
    {
        using (FileSink sink = Open(null)) Write(sink, "whole\nha");
        using (FileSink next = Open(null))
        {
            Write(next, "new\n");
            Write(next, "newer\n");
        }

        using (FileSink last = Open(null)) Write(last, "last\n");
        Assert.Equal("whole\nha\nnew\nnewer\nlast\n", File.ReadAllText(_path));
    }

    /// <summary>When a configuration is replaced, the next has opened the file before the last lines of the one before were given up.</summary>
    [Fact]
    public void HalfALineThatIsWrittenAfterTheFileWasOpenedIsNotContinuedEither()
    {
        using FileSink before = Open(null);
        using FileSink next = Open(null);
        Write(before, "ha");
        Write(next, "new\n");
        Assert.Equal("ha\nnew\n", File.ReadAllText(_path));
    }

    [Fact]
    public void AFileIsPutAsideWhenItsTimeIsOver()
    {
        using FileSink sink = Open(new LogRotation(null, TimeSpan.FromHours(24), 2));
        Write(sink, "saturday\n");
        _clock.Now = new DateTimeOffset(2026, 11, 28, 23, 59, 59, TimeSpan.Zero);
        Write(sink, "late\n");
        _clock.Now = new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal("saturday\nlate\n", File.ReadAllText(_path));
        Write(sink, "sunday\n");
        Assert.Equal(("sunday\n", "saturday\nlate\n"), (File.ReadAllText(_path), Aside().Single()));
    }

    [Fact]
    public void AFileOfAnEarlierTimeIsPutAsideAfterARestart()
    {
        File.WriteAllText(_path, "friday\n");
        File.SetLastWriteTimeUtc(_path, new DateTime(2026, 11, 27, 23, 59, 59, DateTimeKind.Utc));
        using FileSink sink = Open(new LogRotation(null, TimeSpan.FromHours(24), 2));
        Write(sink, "saturday\n");
        Assert.Equal(("saturday\n", "friday\n"), (File.ReadAllText(_path), Aside().Single()));
    }

    [Fact]
    public void MoreThanAreKeptAreRemoved()
    {
        for (int number = 1; number <= 5; number++) File.WriteAllText($"{_path}.{number}", $"old {number}\n");
        File.WriteAllText(_path, "full full full\n");
        using FileSink sink = Open(new LogRotation(10, null, 2));
        Write(sink, "new\n");
        Assert.Equal(["full full full\n", "old 1\n"], Aside());
    }

    /// <summary>Each holds the file open; only one may put it aside, and the other must notice.</summary>
    [Fact]
    public void TwoThatRotateOneFileLoseNothing()
    {
        var rotation = new LogRotation(50, null, 10_000);
        using FileSink one = Open(rotation);
        using FileSink other = Open(rotation);
        for (int i = 0; i < 1000; i++)
        {
            Write(one, $"a{i}\n");
            Write(other, $"b{i}\n");
        }

        string[] lines = [.. Aside().Append(File.ReadAllText(_path)).SelectMany(static text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(2000, lines.Distinct().Count());
        Assert.Equal(2000, lines.Length);
        Assert.All(Aside(), static text => Assert.InRange(text.Length, 1, 60));
    }

    [Fact]
    public void AFileThatWasMovedIsOpenedAgainWhenThatIsAskedFor()
    {
        using FileSink sink = Open(null);
        Write(sink, "old\n");
        File.Move(_path, _path + ".moved");
        Write(sink, "still old\n");
        Assert.True(sink.Reopen());
        Write(sink, "new\n");
        Assert.Equal(("new\n", "old\nstill old\n"), (File.ReadAllText(_path), File.ReadAllText(_path + ".moved")));
    }

    [Fact]
    public void AFileThatIsGoneIsMadeAnewAtTheSecondLook()
    {
        using FileSink sink = Open(null);
        Assert.False(sink.Look());
        File.Delete(_path);
        Assert.False(sink.Look());
        Assert.False(File.Exists(_path));
        Assert.True(sink.Look());
        Write(sink, "again\n");
        Assert.Equal("again\n", File.ReadAllText(_path));
        Assert.False(sink.Look());
    }

    [Fact]
    public void ADirectoryThatIsGoneIsWaitedFor()
    {
        string directory = Path.Combine(_directory.Path, "logs");
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, "access.log");
        using FileSink sink = FileSink.TryOpen(path, null, new OperationalLog(_told), _clock, out _)!;
        Write(sink, "before\n");
        Directory.Delete(directory, recursive: true);
        sink.Look();
        sink.Look();
        Assert.Equal(-1, sink.Write("lost\n"u8, true, out string? problem));
        Assert.Contains("No such file", problem, StringComparison.Ordinal);
        Assert.False(sink.Reopen());

        Directory.CreateDirectory(directory);
        Assert.True(sink.Look());
        Write(sink, "after\n");
        Assert.Equal("after\n", File.ReadAllText(path));
    }

    [Fact]
    public void WhatCannotBePutAsideGrowsAndIsToldOnce()
    {
        // A directory cannot be replaced by a file.
        Directory.CreateDirectory(_path + ".1/occupied");
        using FileSink sink = Open(new LogRotation(10, null, 1));
        for (int i = 0; i < 5; i++) Write(sink, $"line {i}...\n");
        Assert.Equal(5, File.ReadAllLines(_path).Length);
        Assert.Single(_told.ToString().Split('\n'), static line => line.Contains("cannot be rotated", StringComparison.Ordinal));

        Directory.Delete(_path + ".1", recursive: true);
        _clock.Now += TimeSpan.FromMinutes(1);
        Write(sink, "last\n");
        Assert.Equal(("last\n", 5), (File.ReadAllText(_path), File.ReadAllLines(_path + ".1").Length));
    }

    /// <summary>Whatever cannot be moved, nothing that is kept may be lost for it: only what makes room for the next moves up.</summary>
    [Fact]
    public void WhatMakesNoRoomStaysWhereItIs()
    {
        File.WriteAllText(_path + ".2", "older\n");
        File.WriteAllText(_path + ".3", "oldest\n");
        using FileSink sink = Open(new LogRotation(10, null, 3));
        Write(sink, "12345678\n");
        Write(sink, "9\n1\n");
        Assert.Equal(["12345678\n", "older\n", "oldest\n"], Aside());

        Write(sink, "12345678\n");
        Assert.Equal(["9\n1\n", "12345678\n", "older\n"], Aside());
    }

    [Fact]
    public void OfFewerThanBeforeTheRestGoes()
    {
        for (int i = 1; i <= 5; i++) File.WriteAllText($"{_path}.{i}", $"{i}\n");
        using FileSink sink = Open(new LogRotation(10, null, 2));
        Write(sink, "12345678\n");
        Write(sink, "12345678\n");
        Assert.Equal(["12345678\n", "1\n"], Aside());
    }

    [Fact]
    public void APipeThatNobodyReadsIsRefused()
    {
        using (var make = System.Diagnostics.Process.Start("mkfifo", [_path])) make.WaitForExit();
        Assert.Null(FileSink.TryOpen(_path, null, new OperationalLog(_told), _clock, out string? problem));
        Assert.Equal("it is a pipe that nobody reads", problem);
    }

    /// <summary>A device is not to be renamed, whoever asks.</summary>
    [Fact]
    public void ADeviceIsNeverPutAside()
    {
        using FileSink sink = FileSink.TryOpen("/dev/null", new LogRotation(10, TimeSpan.FromHours(1), 1), new OperationalLog(_told), _clock, out _)!;
        for (int i = 0; i < 10; i++)
        {
            _clock.Now += TimeSpan.FromHours(2);
            Write(sink, "into the void\n");
        }

        Assert.False(File.Exists("/dev/null.1"));
        Assert.Equal("", _told.ToString());
    }

    [Fact]
    public void AFullDiskIsTold()
    {
        using FileSink sink = FileSink.TryOpen("/dev/full", null, new OperationalLog(_told), _clock, out _)!;
        Assert.Equal(-1, sink.Write("x\n"u8, true, out string? problem));
        Assert.Contains("No space left", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeOpenedIsToldAtTheStart()
    {
        Assert.Null(FileSink.TryOpen(Path.Combine(_directory.Path, "nowhere/access.log"), null, new OperationalLog(_told), _clock, out string? problem));
        Assert.Contains("No such file", problem, StringComparison.Ordinal);
    }

    private FileSink Open(LogRotation? rotation) => FileSink.TryOpen(_path, rotation, new OperationalLog(_told), _clock, out string? problem) ?? throw new IOException(problem);

    /// <summary>What was put aside, the newest first.</summary>
    private string[] Aside() => [.. Enumerable.Range(1, 10_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"{_path}.{number}")).TakeWhile(File.Exists).Select(File.ReadAllText)];

    private static void Write(FileSink sink, string text)
        => Assert.Equal(text.Length, sink.Write(Encoding.ASCII.GetBytes(text), atLineStart: true, out _));
}
