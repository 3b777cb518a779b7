using System;
using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>A mapping with fixed keys.</summary>
/// <param name="record">The record it is read into, for the generated documents.</param>
/// <param name="example">The shortest valid form, in one line.</param>
/// <param name="settings">Its keys, in the order of the documents.</param>
internal abstract class Section(string record, string example, IReadOnlyList<Setting> settings)
{
    public string Record { get; } = record;

    public string Example { get; } = example;

    public IReadOnlyList<Setting> Settings { get; } = settings;
}

/// <summary>A mapping with fixed keys, and how a record is made of them.</summary>
internal sealed class Section<T> : Section
{
    public Section(string record, string example, IReadOnlyList<Setting> settings, Func<SectionReader, T> bind)
        : base(record, example, settings)
    {
        Bind = bind;
        Shape = new SectionShape<T>(this);
    }

    public Func<SectionReader, T> Bind { get; }

    public SectionShape<T> Shape { get; }
}
