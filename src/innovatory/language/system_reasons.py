"""Why the operating system refused a file, in both languages: its own words are English whatever the user reads."""

from __future__ import annotations

import errno
import os
import re

NUMBER = re.compile(r"\(os error ([0-9]+)\)")
CHINESE = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有访问权限",
    errno.EPERM: "系统不允许此操作",
    errno.EEXIST: "同名文件或文件夹已存在",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOTEMPTY: "文件夹不为空",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "文件系统为只读",
    errno.EFBIG: "文件过大",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EMFILE: "打开的文件过多",
    errno.EBUSY: "文件正在使用",
    errno.ELOOP: "符号链接循环",
    errno.EIO: "读写设备出错",
}


def reason(error: OSError) -> tuple[str, str]:
    """Why it failed, in English and Chinese; a reason that is not listed stands in the words of the system in both.

    Libraries tell the number of the reason in their text, beside the name of a file that only they know.
    """
    told = NUMBER.search(str(error))
    number = error.errno if error.errno is not None or told is None else int(told[1])
    if number is None:
        own = str(error).partition("\n")[0] or type(error).__name__
        return own, own
    own = os.strerror(number)
    return own, CHINESE.get(number, own)
