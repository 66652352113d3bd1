using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace Messenger.Tests.Support.Disk;

/// <summary>
/// Makes a <see cref="SimulatedDisk"/> known to SQLite as a file system (a "VFS"), in the layout of its C header. Has no shared memory, so
/// a write-ahead log needs the exclusive locking mode.
/// </summary>
internal sealed unsafe class SimulatedDiskVfs : IDisposable
{
    private const int MaxPath = 512;

    private static readonly IoMethods* Methods = MakeMethods();

    private readonly Vfs* _vfs;
    private GCHandle _disk;

    public SimulatedDiskVfs(SimulatedDisk disk)
    {
        Batteries_V2.Init();
        _disk = GCHandle.Alloc(disk);
        _vfs = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *_vfs = new Vfs
        {
            Version = 1,
            FileSize = sizeof(File),
            MaxPath = MaxPath,
            Name = (byte*)Marshal.StringToCoTaskMemUTF8(disk.Name),
            AppData = GCHandle.ToIntPtr(_disk),
            Open = &Open,
            Delete = &Delete,
            Access = &Access,
            FullPath = &FullPath,
            Randomness = &Randomness,
            Sleep = &Sleep,
            CurrentTime = &CurrentTime,
            GetLastError = &GetLastError,
        };
        if (sqlite3_vfs_register(_vfs, 0) != raw.SQLITE_OK)
            throw new InvalidOperationException("SQLite does not take the simulated disk");
    }

    /// <summary>Every database on it must have been closed.</summary>
    public void Dispose()
    {
        _ = sqlite3_vfs_unregister(_vfs);
        Marshal.FreeCoTaskMem((nint)_vfs->Name);
        NativeMemory.Free(_vfs);
        _disk.Free();
    }

    [DllImport("e_sqlite3")]
    private static extern int sqlite3_vfs_register(Vfs* vfs, int makeDefault);

    [DllImport("e_sqlite3")]
    private static extern int sqlite3_vfs_unregister(Vfs* vfs);

    private static IoMethods* MakeMethods()
    {
        IoMethods* methods = (IoMethods*)NativeMemory.AllocZeroed((nuint)sizeof(IoMethods));
        *methods = new IoMethods
        {
            Version = 1,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            FileSize = &FileSize,
            Lock = &Lock,
            Unlock = &Lock,
            CheckReservedLock = &CheckReservedLock,
            FileControl = &FileControl,
            SectorSize = &SectorSize,
            DeviceCharacteristics = &DeviceCharacteristics,
        };
        return methods;
    }

    private static SimulatedDisk DiskOf(Vfs* vfs) => (SimulatedDisk)GCHandle.FromIntPtr(vfs->AppData).Target!;

    private static SimulatedDisk DiskOf(File* file) => (SimulatedDisk)GCHandle.FromIntPtr(file->Disk).Target!;

    private static SimulatedFile ContentOf(File* file) => (SimulatedFile)GCHandle.FromIntPtr(file->Content).Target!;

    private static string PathOf(byte* path) => Marshal.PtrToStringUTF8((nint)path) ?? $"temporary-{Guid.NewGuid()}";

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* path, File* file, int flags, int* outFlags)
    {
        *file = default;
        if (DiskOf(vfs).Open(PathOf(path), (flags & raw.SQLITE_OPEN_CREATE) != 0) is not { } content)
            return raw.SQLITE_CANTOPEN;
        file->Methods = Methods;
        file->Disk = vfs->AppData;
        file->Content = GCHandle.ToIntPtr(GCHandle.Alloc(content));
        if (outFlags is not null)
            *outFlags = flags;
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* path, int syncDirectory) => DiskOf(vfs).Delete(PathOf(path), syncDirectory != 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Access(Vfs* vfs, byte* path, int flags, int* result)
    {
        *result = DiskOf(vfs).Exists(PathOf(path)) ? 1 : 0;
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FullPath(Vfs* vfs, byte* path, int size, byte* full)
    {
        string name = PathOf(path);
        int length = Encoding.UTF8.GetBytes(name, new Span<byte>(full, size - 1));
        full[length] = 0;
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Randomness(Vfs* vfs, int size, byte* into)
    {
        Random.Shared.NextBytes(new Span<byte>(into, size));
        return size;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(Vfs* vfs, int microseconds) => microseconds;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CurrentTime(Vfs* vfs, double* julianDay)
    {
        *julianDay = DateTime.UtcNow.ToOADate() + 2415018.5;
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetLastError(Vfs* vfs, int size, byte* into) => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(File* file)
    {
        GCHandle.FromIntPtr(file->Content).Free();
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(File* file, byte* into, int count, long offset) =>
        DiskOf(file).Read(ContentOf(file), new Span<byte>(into, count), offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(File* file, byte* from, int count, long offset) =>
        DiskOf(file).Write(ContentOf(file), new ReadOnlySpan<byte>(from, count), offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(File* file, long length) => DiskOf(file).Truncate(ContentOf(file), length);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(File* file, int flags) => DiskOf(file).Sync(ContentOf(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(File* file, long* size)
    {
        *size = DiskOf(file).Length(ContentOf(file));
        return raw.SQLITE_OK;
    }

    // One program uses the disk, by one connection.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(File* file, int level) => raw.SQLITE_OK;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(File* file, int* result)
    {
        *result = 0;
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(File* file, int operation, void* argument) => raw.SQLITE_NOTFOUND;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(File* file) => SimulatedFile.SectorSize;

    /// <summary>As SQLite takes every real disk to be: a write that is cut off harms nothing beside it (SQLITE_IOCAP_POWERSAFE_OVERWRITE).</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(File* file) => 0x1000;

    /// <summary>struct sqlite3_file, and behind it what is ours.</summary>
    private struct File
    {
        public IoMethods* Methods;
        public nint Disk;
        public nint Content;
    }

#pragma warning disable CS0649 // Native code reads what is not assigned here: null for what there is not.
    private struct IoMethods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<File*, int> Close;
        public delegate* unmanaged[Cdecl]<File*, byte*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<File*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<File*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<File*, int, int> Sync;
        public delegate* unmanaged[Cdecl]<File*, long*, int> FileSize;
        public delegate* unmanaged[Cdecl]<File*, int, int> Lock;
        public delegate* unmanaged[Cdecl]<File*, int, int> Unlock;
        public delegate* unmanaged[Cdecl]<File*, int*, int> CheckReservedLock;
        public delegate* unmanaged[Cdecl]<File*, int, void*, int> FileControl;
        public delegate* unmanaged[Cdecl]<File*, int> SectorSize;
        public delegate* unmanaged[Cdecl]<File*, int> DeviceCharacteristics;
    }

    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int MaxPath;
        public Vfs* Next;
        public byte* Name;
        public nint AppData;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, File*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int*, int> Access;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, byte*, int> FullPath;
        public void* OpenLibrary;
        public void* LibraryError;
        public void* LibrarySymbol;
        public void* CloseLibrary;
        public delegate* unmanaged[Cdecl]<Vfs*, int, byte*, int> Randomness;
        public delegate* unmanaged[Cdecl]<Vfs*, int, int> Sleep;
        public delegate* unmanaged[Cdecl]<Vfs*, double*, int> CurrentTime;
        public delegate* unmanaged[Cdecl]<Vfs*, int, byte*, int> GetLastError;
    }
#pragma warning restore CS0649
}
