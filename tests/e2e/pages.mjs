// Every page, who looks at it, and what must be there before it counts as shown.  A new page is a row here.
export const people = [
    { key: 'leader', login: 'lanhdao.tinh', name: 'Trần Thị Bích Ngọc', role: 'province-leader', province: 'HY' },
    { key: 'commune', login: 'canbo.xa', name: 'Nguyễn Văn An', role: 'commune-officer', unit: '12142' },
    { key: 'admin', login: 'quan.tri', name: 'Lê Minh Đức', role: 'administrator' },
];

export const pages = [
    { name: 'dang-nhap', path: '/', as: null, ready: 'form' },
    { name: 'lien-ket-het-han', path: '/moi/khong-co-lien-ket-nay', as: null, ready: '.state' },
    { name: 'tong-quan', path: '/tong-quan?unit=33', as: 'leader', ready: '.cards .figure' },
    { name: 'tien-do', path: '/tien-do?unit=33', as: 'leader', ready: 'tbody tr:nth-child(5)' },
    { name: 'tien-do-nhiet', path: '/tien-do?unit=33&view=heat', as: 'leader', ready: 'td.heat-cell' },
    { name: 'tien-do-ban-do', path: '/tien-do?unit=33&view=map', as: 'leader', ready: '.tile, .shape' },
    { name: 'xa', path: '/tien-do/12142?unit=33', as: 'commune', ready: '.facts' },
    { name: 'so-lieu', path: '/so-lieu?unit=33', as: 'leader', ready: 'tbody tr:nth-child(5)' },
    { name: 'tai-khoan', path: '/tai-khoan', as: 'leader', ready: 'h2' },
    { name: 'khong-co-trang', path: '/khong-co', as: 'leader', ready: '.state' },
];
