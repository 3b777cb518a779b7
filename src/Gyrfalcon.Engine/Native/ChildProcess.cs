using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Gyrfalcon.Engine.Native;

/// <summary>
/// A program that this process has started, with descriptors of this process under the same numbers and a channel between both. It gets nothing else: everything of ours is close-on-exec, and what it is to have
/// loses that in the child alone (posix_spawn(3)). It outlives this process. One thread at a time.
/// </summary>
public sealed unsafe partial class ChildProcess
{
    private const int NoHang = 1;
    private const int Kill = 9;

    /// <summary>posix_spawn_file_actions_t has 80 bytes in glibc and in musl.</summary>
    private const int FileActionsSize = 128;

    private int? _status;
    private bool _isLost;

    private ChildProcess(int id, int channel)
    {
        Id = id;
        Channel = channel;
    }

    /// <summary>Its process id.</summary>
    public int Id { get; }

    /// <summary>The descriptor of our end of the channel, a stream socket; whoever takes it closes it.</summary>
    public int Channel { get; }

    /// <summary>How it ended, as the second half of a sentence; null while it runs.</summary>
    public string? Ending
    {
        get
        {
            Reap();
            if (_isLost) return "ended";
            return _status is not { } status ? null
                : (status & 0x7F) == 0 ? $"ended with exit code {status >> 8 & 0xFF}"
                : $"was ended by signal {status & 0x7F}";
        }
    }

    /// <summary>Starts <paramref name="file"/>.</summary>
    /// <param name="file">A path.</param>
    /// <param name="arguments">All of argv, the name of the program first.</param>
    /// <param name="environment">NAME=value each.</param>
    /// <param name="channelVariable">The variable that tells it the descriptor of its end of the channel.</param>
    /// <param name="descriptors">Open descriptors of this process.</param>
    /// <param name="error">Why it did not start.</param>
    public static ChildProcess? Start(string file, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string channelVariable, IReadOnlyList<int> descriptors, out string? error)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        int* pair = stackalloc int[2];
        if (Libc.SocketPair(Libc.AfUnix, Libc.SockStream | Libc.SockCloExec, 0, pair) < 0)
        {
            error = Marshal.GetPInvokeErrorMessage(-SocketCalls.LastError());
            return null;
        }

        int ours = pair[0];
        int theirs = pair[1];
        nint* argv = CreateList(arguments);
        nint* envp = CreateList(environment, $"{channelVariable}={theirs}");
        byte* actions = stackalloc byte[FileActionsSize];
        int id = 0;
        int code = FileActionsInit(actions);
        if (code == 0)
        {
            // To the same number: that makes it inherited, and nothing else (glibc 2.29, POSIX 2024).
            code = FileActionsAddDup2(actions, theirs, theirs);
            for (int i = 0; i < descriptors.Count && code == 0; i++) code = FileActionsAddDup2(actions, descriptors[i], descriptors[i]);
            if (code == 0) code = Spawn(&id, file, actions, null, argv, envp);
            FileActionsDestroy(actions);
        }

        Free(argv);
        Free(envp);
        Libc.Close(theirs);
        if (code == 0)
        {
            error = null;
            return new ChildProcess(id, ours);
        }

        Libc.Close(ours);
        error = Marshal.GetPInvokeErrorMessage(code);
        return null;
    }

    /// <summary>Ends it at once, if it still runs.</summary>
    public void End()
    {
        // While it is not reaped its number belongs to nobody else.
        if (Ending is null) SendSignal(Id, Kill);
    }

    private void Reap()
    {
        if (_status is not null || _isLost) return;
        int status;
        int result = WaitPid(Id, &status, NoHang);
        if (result == Id) _status = status;
        else _isLost = result < 0;
    }

    /// <summary>The texts and one more, if there is one, and the null pointer that ends such a list.</summary>
    private static nint* CreateList(IReadOnlyList<string> texts, string? more = null)
    {
        var list = (nint*)NativeMemory.AllocZeroed((nuint)(texts.Count + 2), (nuint)sizeof(nint));
        for (int i = 0; i < texts.Count; i++) list[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        if (more is not null) list[texts.Count] = Marshal.StringToCoTaskMemUTF8(more);
        return list;
    }

    private static void Free(nint* list)
    {
        for (nint* each = list; *each != 0; each++) Marshal.FreeCoTaskMem(*each);
        NativeMemory.Free(list);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(int* id, string file, byte* actions, void* attributes, nint* argv, nint* envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int FileActionsAddDup2(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int id, int* status, int options);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int id, int signal);
}
