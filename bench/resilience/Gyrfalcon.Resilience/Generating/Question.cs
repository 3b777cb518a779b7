using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Gyrfalcon.Resilience.Generating;

/// <summary>A request, and what native/origin.c answers to it.</summary>
internal sealed class Question
{
    private const int Filler = 1024;

    private readonly string _name;
    private readonly string _id;
    private readonly string _content;

    public Question(int id, Method method)
    {
        Id = id;
        Method = method;
        _name = method.ToString().ToUpperInvariant();
        _id = id.ToString(CultureInfo.InvariantCulture);
        _content = method == Method.Get ? "" : string.Concat(Enumerable.Repeat(_id + " ", 30));
        var length = method == Method.Get ? "" : $"Content-Length: {_content.Length}\r\n";
        Bytes = Encoding.ASCII.GetBytes($"{_name} /work/{_id} HTTP/1.1\r\nHost: app.example\r\n{length}\r\n{_content}");
    }

    public int Id { get; }

    public Method Method { get; }

    public byte[] Bytes { get; }

    public bool IsAnsweredBy(int origin, ReadOnlySpan<byte> content)
    {
        var right = new StringBuilder(Filler + 64).Append(CultureInfo.InvariantCulture, $"origin {origin} answers {_name} {_id}\n").Append(_content);
        while (Method == Method.Get && right.Length < Filler)
            right.Append(_id).Append('\n');
        return content.SequenceEqual(Encoding.ASCII.GetBytes(right.ToString()));
    }
}
