namespace Retention.Workflows.Import.Csv;

/// <summary>A file that is read several times. It must not change meanwhile.</summary>
internal sealed class CsvSource
{
    private readonly Func<Stream> _open;
    private long? _length;

    internal CsvSource(Func<Stream> open, string name)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_open, Name) = (open, name);
    }

    internal string Name { get; }

    /// <summary>The bytes that were read of the present pass, as a share of the file; 0 if its length is unknown.</summary>
    internal double Share => Current is { CanSeek: true, Length: > 0 } stream ? (double)stream.Position / stream.Length : 0;

    private Stream? Current { get; set; }

    internal static CsvSource Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new CsvSource(() => new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.SequentialScan, BufferSize = 65_536,
        }), path);
    }

    /// <exception cref="IOException">The file cannot be read, or has another length than at the first time.</exception>
    internal Stream Open()
    {
        var stream = _open();
        Current = stream;
        if (!stream.CanSeek)
            return stream;
        if (_length is { } before && before != stream.Length)
        {
            stream.Dispose();
            throw new IOException($"{Name} changed while it was imported. Nothing more was read from it.");
        }

        _length = stream.Length;
        return stream;
    }

    /// <summary>Closes the last pass, so that the share is not asked of a closed file.</summary>
    internal void Close() => Current = null;
}
